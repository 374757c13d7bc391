import { parse, parseDocument, stringify } from 'yaml';

const document = parseDocument('a: 1 # one\nb: [x, &r y]\nc: *r\n');
document.set('d', { e: [1, 2] });

export default {
  when: parse('2001-12-14', { version: '1.1' }),
  binary: [...parse('!!binary aGk=', { version: '1.1' })],
  text: String(document),
  written: stringify({ a: 'yes', b: null, c: 'two\nlines\n' }),
  faults: parseDocument('a: [1').errors.map(({ code, linePos }) => [code, linePos[0].line]),
};
