// The same calls, of Node's module and of the cell's, give the same.
import buffer from 'node:buffer';
import events from 'node:events';
import path from 'node:path';
import punycode from 'node:punycode';
import querystring from 'node:querystring';
import { StringDecoder } from 'node:string_decoder';
import url from 'node:url';
import { createRequire } from 'node:module';
import type { RExec } from '@padded-cell/rexec';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { cellWith, given, portNames } from './cell.js';

type Call = (...args: unknown[]) => unknown;
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

let rex: RExec;
/** Calls a function of a module in the cell. */
let inCell: (name: string, method: string, args: readonly unknown[]) => unknown;

beforeAll(async () => {
  rex = cellWith(...portNames);
  await rex.rExecAsync(`const modules = {};
    for (const name of ${JSON.stringify(portNames)}) modules[name] = (await import(name)).default;
    const call = (name, method, args) => JSON.stringify(method.split('.').reduce((at, key) => at[key], modules[name])(...args) ?? null);`);
  const call = rex.rEval('call') as Call;
  inCell = (name, method, args) => JSON.parse(call(name, method, args) as string) as unknown;
});

const host: Readonly<Record<string, unknown>> = {
  'node:path': path,
  'node:querystring': querystring,
  'node:url': url,
  'node:punycode': punycode,
};

const inHost = (name: string, method: string, args: readonly unknown[]): unknown => {
  let at: unknown = host[name];
  for (const key of method.split('.')) at = (at as Record<string, unknown>)[key];
  return json((at as Call)(...args));
};

test.each([
  ['node:path', 'posix.parse', ['/home/u/file.tar.gz']],
  ['node:path', 'posix.format', [{ dir: '/a', name: 'b', ext: 'c' }]],
  ['node:path', 'posix.relative', ['/a/b/c', '/a/d']],
  ['node:path', 'win32.join', ['C:\\a', '..', 'b/c']],
  ['node:path', 'win32.parse', ['C:\\dir\\file.txt']],
  ['node:path', 'posix.extname', ['.bashrc']],
  ['node:querystring', 'parse', ['a=1&a=2&b=%zz&c=%C3%A9&__proto__=x&&=y']],
  ['node:querystring', 'parse', ['a:1;b:2', ';', ':']],
  ['node:querystring', 'stringify', [{ a: [1, 'é &'], b: true, c: null }]],
  ['node:querystring', 'escape', ['ä/ü?']],
  ['node:url', 'parse', ['http://user:pass@host.com:8080/p/a/t/h?query=string#hash']],
  ['node:url', 'parse', ['/a?b=c&b=d', true]],
  ['node:url', 'resolve', ['/one/two/three', 'four']],
  ['node:url', 'resolve', ['http://example.com/one', '/two']],
  ['node:url', 'format', [{ protocol: 'https', hostname: 'x.org', pathname: '/y', query: { a: ['1', '2'] } }]],
  ['node:punycode', 'toASCII', ['mañana.com']],
  ['node:punycode', 'decode', ['maana-pta']],
])('%s %s%j', (name, method, args) => {
  expect(inCell(name, method, args)).toEqual(inHost(name, method, args));
});

const segment = fc.oneof(
  fc.constantFrom('', '.', '..', '/', 'a', 'b.c', '//', '.x', 'é', ' '),
  fc.string({ maxLength: 6 }),
);
const file = fc.array(segment, { maxLength: 6 }).map((parts) => parts.join('/'));

describe('for any paths', () => {
  // Node's own win32 paths have changed since the port was made, for names like a device's or a drive's.
  const isOfPort = process.versions.node.startsWith('20.');
  test.each(isOfPort ? ['posix', 'win32'] : ['posix'])(
    '%s: join, normalize, parse, dirname, basename, extname and isAbsolute give what Node’s give',
    (kind) => {
      fc.assert(
        fc.property(file, file, (one, other) => {
          for (const [method, args] of [
            ['join', [one, other]],
            ['normalize', [one]],
            ['dirname', [one]],
            ['basename', [one]],
            ['extname', [one]],
            ['isAbsolute', [one]],
            ['parse', [one]],
          ] as const) {
            // What Node 20 gives was changed later, for names that start like a drive (a security fix) or a device.
            if (kind === 'win32' && /:|^[\\/]+[.?]/u.test(`${one}/${other}`)) continue;
            expect(inCell('node:path', `${kind}.${method}`, args), method).toEqual(
              inHost('node:path', `${kind}.${method}`, args),
            );
          }
        }),
      );
    },
  );
});

test('for any absolute POSIX paths, relative gives what Node’s gives', () => {
  fc.assert(
    fc.property(file, file, (one, other) => {
      const paths = [`/${one}`, `/${other}`] as const;
      expect(inCell('node:path', 'relative', paths)).toBe(path.posix.relative(...paths));
    }),
  );
});

test('a query goes out and comes back, as Node writes and reads it', () => {
  const value = fc.string({ unit: 'grapheme', maxLength: 8 });
  const pair = fc.tuple(value, fc.oneof(value, fc.array(value, { minLength: 2, maxLength: 3 })));
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 5 }), (pairs) => {
      const query = Object.fromEntries(pairs);
      const text = inCell('node:querystring', 'stringify', [query]);
      expect(text).toBe(querystring.stringify(query));
      expect(inCell('node:querystring', 'parse', [text])).toEqual(json(querystring.parse(text as string)));
    }),
  );
});

test.each(['utf8', 'hex', 'base64', 'latin1', 'utf16le'] as const)(
  'Buffer reads and writes %s as Node’s does',
  async (encoding) => {
    const text = 'héllo wörld €';
    const bytes = await given(rex, `[...modules['node:buffer'].Buffer.from(${JSON.stringify(text)}, 'utf8')]`);
    expect(bytes).toEqual([...buffer.Buffer.from(text)]);
    const shown = await given(
      rex,
      `modules['node:buffer'].Buffer.from(${JSON.stringify(text)}).toString('${encoding}')`,
    );
    expect(shown).toBe(buffer.Buffer.from(text).toString(encoding));
  },
);

test('Buffer’s methods stand in for those of frozen Uint8Array', async () => {
  const made = `((B) => [B.concat([B.from('ab'), B.alloc(2, 'x')]).toString(), B.from('abcabc').lastIndexOf('b'),
    B.from('ab').equals(B.from('ab')), B.from([1, 2, 3]).slice(1).readUInt16BE(0), String(B.from('z').fill('y'))])(modules['node:buffer'].Buffer)`;
  expect(await given(rex, made)).toEqual(['abxx', 4, true, 515, 'y']);
});

test('a StringDecoder keeps the halves of a character, as Node’s does', async () => {
  const decoder = new StringDecoder('utf8');
  const expected = [[0xe2, 0x82], [0xac]].map((part) => decoder.write(Buffer.from(part)));
  const made = `((d, B) => [[0xe2, 0x82], [0xac]].map(part => d.write(B.from(part))))(new modules['node:string_decoder'].StringDecoder('utf8'), modules['node:buffer'].Buffer)`;
  expect(await given(rex, made)).toEqual(expected);
});

/** What an emitter does, as text that runs with Node's and with the cell's. */
const emitting = (E: string): string => `((E) => {
    class Sub extends E {}
    const log = []; const e = new Sub();
    e.on('x', (v) => log.push('on' + v)); e.once('x', (v) => log.push('once' + v)); e.prependListener('x', (v) => log.push('first' + v));
    log.push(e.emit('x', 1), e.emit('x', 2), e.emit('y'), e.listenerCount('x'), e.eventNames().join());
    try { e.emit('error', new TypeError('boo')); } catch (error) { log.push(error.message); }
    return log;
  })(${E})`;

test('an emitter of a subclass emits in order, once, and throws an error nobody listens to', async () => {
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval
  const expected: unknown = new Function('events', `return ${emitting('events')}`)(events);
  expect(await given(rex, emitting(`modules['node:events']`))).toEqual(expected);
});

test.each(portNames)('the functions of %s have the names that Node’s have', async (name) => {
  const hosts = createRequire(import.meta.url)(name) as Readonly<Record<string, unknown>>;
  const named = Object.entries(hosts).flatMap(([key, value]) =>
    typeof value === 'function' && value.name === key ? [[key, value.name] as const] : [],
  );
  const shown = (await given(
    rex,
    `Object.entries(modules['${name}']).map(([key, value]) => [key, typeof value === 'function' ? value.name : null])`,
  )) as readonly (readonly [string, string | null])[];
  const have = new Map(shown);
  // Node's is the language's own function.
  have.delete('isArrayBufferView');
  const both = named.filter(([key]) => have.has(key));
  expect(both.length).toBeGreaterThan(0);
  expect(both.map(([key]) => [key, have.get(key)])).toEqual(both);
});
