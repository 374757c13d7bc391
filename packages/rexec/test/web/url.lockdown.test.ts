// URL and URLSearchParams of a cell give what Node's give.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { RExec } from '@padded-cell/rexec';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { inCell, inNode } from './cell.js';

type Call = (...args: unknown[]) => string;
const rex = new RExec({ okBuiltinModules: ['node:url'] });

const shown = `((run) => { try { return JSON.stringify(run()); } catch (error) { return error.name + ' ' + error.code; } })`;
const parts = `((input, base) => ${shown}(() => {
  const url = base === undefined ? new URL(input) : new URL(input, base);
  return [url.href, url.origin, url.protocol, url.username, url.password, url.host, url.hostname, url.port, url.pathname,
    url.search, url.hash, String(url), url.toJSON(), [...url.searchParams]];
}))`;
const changed = `((input, name, value) => ${shown}(() => { const url = new URL(input); url[name] = value; return [url.href, [...url.searchParams]]; }))`;
const query = `((input) => ${shown}(() => { const params = new URLSearchParams(input); return [[...params], String(params), params.size]; }))`;

let ours: Record<string, Call>;
let nodes: Record<string, Call>;
beforeAll(() => {
  const texts = { parts, changed, query };
  const of = (make: (text: string) => unknown): Record<string, Call> =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, make(text) as Call]));
  ours = of((text) => rex.rEval(text));
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval
  nodes = of((text) => new Function(`return ${text}`)() as unknown);
});

const ofCell = (name: string, ...args: unknown[]): unknown => ours[name]?.(...args);
const ofNode = (name: string, ...args: unknown[]): unknown => nodes[name]?.(...args);

const urls = [
  'http://a:b@example.com:8080/p/a?q=1&q=2#h',
  'https://EXAMPLE.com:443/../x/./y/%7e',
  'http://0x7f.1/',
  'http://[::1]:3000/',
  'http://[::ffff:127.0.0.1]/',
  'http://mañana.com/é?é#é',
  'file:///etc/pa%20sswd',
  'file://host/x',
  'data:text/plain,hi there',
  'mailto:a@b.c',
  'blob:https://x.org/1',
  'http://a b/',
  'http://',
  '',
  '//x',
  'http://x\u0000y/',
  ' \n https://x.org/\t a \ud800',
  'http://x:99999/',
  'javascript:alert(1)',
  'http://user@/x',
  'foo://x/y/../z?a=b',
];

test.each(urls)('%j is parsed as Node does', (url) => {
  expect(ofCell('parts', url), String(['parts', url])).toBe(ofNode('parts', url));
  for (const base of ['http://h.org/a/b?c#d', 'file:///x/y', 'mailto:x', 'nothing'])
    expect(ofCell('parts', url, base), String(['parts', url, base])).toBe(ofNode('parts', url, base));
});

test.each([
  ['protocol', 'https'],
  ['protocol', 'javascript'],
  ['host', 'x.org:99'],
  ['host', 'a@b'],
  ['hostname', 'é.org'],
  ['port', '80'],
  ['port', 'x'],
  ['username', 'a:b@'],
  ['password', '/'],
  ['pathname', '../a b?#'],
  ['search', 'a=b&c'],
  ['search', ''],
  ['hash', '#x y'],
  ['href', 'ftp://z/'],
  ['href', 'no'],
  ['origin', 'http://z'],
])('%s set to %j', (name, value) => {
  for (const url of ['http://a:b@example.com:8080/p?q#h', 'file:///x', 'data:x', 'https://x.org/']) {
    if (name === 'origin') continue;
    expect(ofCell('changed', url, name, value), String(['changed', url, name, value])).toBe(
      ofNode('changed', url, name, value),
    );
  }
});

describe('for any text', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'http:',
      'https://',
      '//',
      '/',
      '?',
      '#',
      '@',
      ':',
      '..',
      '%2e',
      '[::1]',
      '%',
      'a',
      'é',
      '&',
      '=',
      '+',
      ' ',
      '\\',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));

  test('a URL has the parts that Node gives it', () => {
    fc.assert(
      fc.property(text, text, (input, base) => {
        expect(ofCell('parts', input), String(['parts', input])).toBe(ofNode('parts', input));
        expect(ofCell('parts', input, `http://h.org/${base}`), String(['parts', input, `http://h.org/${base}`])).toBe(
          ofNode('parts', input, `http://h.org/${base}`),
        );
      }),
    );
  });

  test('a change gives the URL that Node makes of it', () => {
    const name = fc.constantFrom(
      'protocol',
      'host',
      'hostname',
      'port',
      'username',
      'password',
      'pathname',
      'search',
      'hash',
    );
    fc.assert(
      fc.property(name, text, (part, value) => {
        expect(
          ofCell('changed', 'http://u:p@example.com:8080/p?q=1#h', part, value),
          String(['changed', 'http://u:p@example.com:8080/p?q=1#h', part, value]),
        ).toBe(ofNode('changed', 'http://u:p@example.com:8080/p?q=1#h', part, value));
      }),
    );
  });

  test('a query is read and written as Node does', () => {
    fc.assert(
      fc.property(text, (input) => {
        expect(ofCell('query', input), String(['query', input])).toBe(ofNode('query', input));
      }),
    );
  });
});

test.each([
  `((p) => { p.append('a', '3'); p.delete('b'); p.set('c', 'x y'); p.sort(); return [String(p), p.get('a'), p.get('z'), p.getAll('a'), p.has('a', '3'), p.has('a', '4'), [...p.keys()], [...p.values()]]; })(new URLSearchParams('b=1&a=2&c=3&c=4'))`,
  `[String(new URLSearchParams({ a: 1, 'é': ' ' })), String(new URLSearchParams([['a', 'b'], ['a', 'c']])), String(new URLSearchParams(new Map([['x', 'y']])))]`,
  `((u) => { u.searchParams.append('é', 'b c'); u.hash = 'x'; u.search = '?p=2'; const p = u.searchParams; p.set('q', '&'); return [u.href, [...p], p === u.searchParams]; })(new URL('https://x.org/?a=1'))`,
  `((u) => { const p = u.searchParams; p.delete('a'); return [u.href, u.search, p.size]; })(new URL('https://x.org/?a=1'))`,
  `((p) => { const seen = []; p.forEach((value, name, whole) => { seen.push(name + value + (whole === p)); if (seen.length < 3) p.append('n', seen.length); }); return seen; })(new URLSearchParams('a=1'))`,
  `[URL.canParse('x:'), URL.canParse('nope'), URL.canParse('/a', 'http://b'), Object.prototype.toString.call(new URL('a:b')), typeof new URLSearchParams()[Symbol.iterator]]`,
])('%s', async (program) => {
  expect(await inCell(program, rex)).toEqual(await inNode(program));
});

test.each([
  'new URL()',
  'URL("x:")',
  'new URLSearchParams([["a"]])',
  'new URLSearchParams([1])',
  'new URLSearchParams().get()',
  'URL.prototype.href',
])('%s is an error, of the kind that Node gives', async (program) => {
  const kind = `(() => { try { ${program}; return 'none' } catch (error) { return error.name } })()`;
  expect(await inCell(kind, rex)).toBe(await inNode(kind));
});

test('node:url has URL and the functions of file URLs', async () => {
  await rex.rExecAsync('globalThis.u = await import("node:url");');
  expect(rex.rEval('[u.URL === URL, u.URLSearchParams === URLSearchParams]')).toEqual([true, true]);
  for (const path of ['/a b/c#d?e%f', '/x/../y/', '/é\n', '/']) {
    expect(rex.rEval(`u.pathToFileURL(${JSON.stringify(path)}).href`)).toBe(pathToFileURL(path).href);
    expect(rex.rEval(`u.fileURLToPath(u.pathToFileURL(${JSON.stringify(path)}))`)).toBe(
      fileURLToPath(pathToFileURL(path)),
    );
  }
  for (const url of ['http://x/', 'file:///a%2fb', 'file://host/x', 'nope']) {
    const run = `((f) => { try { return f(${JSON.stringify(url)}) } catch (error) { return error.code } })(u.fileURLToPath)`;
    expect(rex.rEval(run)).toMatch(/^ERR_/u);
  }
  expect(rex.rEval('[u.domainToASCII("mañana.com"), u.domainToUnicode("xn--maana-pta.com")]')).toEqual([
    'xn--maana-pta.com',
    'mañana.com',
  ]);
});

test('a cell’s URL is its own: what a guest does to it shows in no other cell', () => {
  rex.rExec('URL.prototype.mark = 1; URLSearchParams.prototype.get = () => "mine";');
  expect(new RExec().rEval('[URL.prototype.mark, new URLSearchParams("a=1").get("a")]')).toEqual([undefined, '1']);
  expect((URL.prototype as unknown as Record<string, unknown>)['mark']).toBeUndefined();
});
