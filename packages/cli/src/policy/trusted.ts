/**
 * Trusted modules, for `-t`: the host imports them, with all that a host has, and guests import them by name.
 *
 * Trusts: the module, wholly, to be safe in a guest's hands: it runs outside of the cell, as Python's `-t` has it. What
 * a guest gets of it goes through the crossing rule.
 */
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { visible } from '../terminal.js';
import { UsageError } from '../usage.js';

/** A module that was asked for by `-t NAME` or `-t NAME=WHERE`. */
export interface TrustedModule {
  /** What guests import it by. */
  readonly name: string;
  /** Where the host finds it: a URL, or the name of a module of Node's. */
  readonly url: string;
}

const isPath = (text: string): boolean => /^(?:\.{0,2}[/\\]|[a-z]:[/\\]|file:)/iu.test(text);

/** Where a module is, as seen from the current directory. */
const locate = (text: string): string => {
  if (/^file:/iu.test(text)) return text;
  if (isPath(text)) return pathToFileURL(resolve(text)).href;
  const require = createRequire(join(process.cwd(), 'rexec'));
  try {
    const found = require.resolve(text);
    return /^(?:node:|[^/\\]+$)/u.test(found) ? `node:${found.replace(/^node:/u, '')}` : pathToFileURL(found).href;
  } catch {
    throw new UsageError(
      `-t ${text}: no such module can be imported from here`,
      `install it, or name a file: -t ${text}=./${text}.js`,
    );
  }
};

/** Reads the values of `-t`. @throws UsageError for one that names nothing */
export const trustedModules = (given: readonly string[]): readonly TrustedModule[] =>
  given.map((text) => {
    const at = text.indexOf('=');
    const [name, where] = at === -1 ? [text, text] : [text.slice(0, at), text.slice(at + 1)];
    if (name === '' || where === '' || isPath(name)) {
      throw new UsageError(
        `-t ${text}: guests import a trusted module by a name, and a file has none`,
        `give it one: -t NAME=${where}`,
      );
    }
    return { name, url: locate(where) };
  });

/** Imports the modules, in this realm. @throws UsageError for one that does not load */
export const importTrusted = async (
  modules: readonly TrustedModule[],
): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> => {
  const imported = new Map<string, Readonly<Record<string, unknown>>>();
  for (const { name, url } of modules) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- in the order given, as imports are
      imported.set(name, (await import(url)) as Record<string, unknown>);
    } catch (error) {
      const told = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      // Node adds who imported it: this file.
      const why = visible(told.replace(/ imported from .*$/u, ''));
      throw new UsageError(
        `-t ${name}: the module does not load: ${why}`,
        'it is loaded after lockdown: it must not change what the language has',
      );
    }
  }
  return imported;
};
