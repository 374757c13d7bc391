/** Asks for expressions until there are no more, and tells what each gave: `inspect` escapes what is a terminal's to obey. */
import '@padded-cell/rexec/lockdown';
import { inspect } from 'node:util';
import { EndOfInput } from '../rexinput/read-line.js';
import { richInput } from './rich-input.js';

for (;;) {
  try {
    console.log('gives', inspect(richInput('expression? ')));
  } catch (error) {
    if (error instanceof EndOfInput) break;
    console.log('fails', inspect(error instanceof Error ? `${error.name}: ${error.message}` : error));
  }
}
