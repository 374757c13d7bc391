/** Data, up and down: each text is a value on both sides, and arrives looking as it was sent. */
import { runInThisContext } from 'node:vm';
import type { Area } from '../scenario.js';

const texts: readonly string[] = [
  'undefined',
  'null',
  'true',
  '[0, -0, NaN, 1 / 0, -1 / 0, 2 ** 31, -(2 ** 31), 2 ** 53, 5e-324]',
  '-0',
  "''",
  "'text with \\u0000, 🧪, é and a lone \\ud800'",
  "'long '.repeat(100_000)",
  '[0n, 10n, -(2n ** 200n), 2n ** 64n - 1n]',
  "[Symbol.iterator, Symbol.for('registered')]",
  "[Object(1), Object('text'), Object(false), Object(2n)]",
  '({})',
  '({ a: { b: [{ c: undefined }] }, 1: 0, 0: 1 })',
  '({ "": 1, "ключ": 2, "a b": 3 })',
  'JSON.parse(\'{ "__proto__": { "isAdmin": true }, "n": 1 }\')',
  '({ hasOwnProperty: 1, toString: "text", constructor: { name: "mine" }, valueOf: null })',
  'Object.assign(Object.create(null), { n: 1, toString: 2 })',
  '[]',
  '[1, , undefined, 4]',
  'Object.assign([], { 100_000: "far" })',
  'new Array(5)',
  '[[[[[1]]]], [2]]',
  "(() => { const a = { name: 'a' }; a.self = a; a.list = [a, { a }]; return a; })()",
  '(() => { const shared = {}; return [shared, shared, { shared }]; })()',
  '(() => { const m = new Map(); m.set(m, new Set([m])); return m; })()',
  "new Map([[{ key: 1 }, 'object'], [NaN, 'nan'], ['text', new Map([[1, 2]])]])",
  "new Set([1, '1', { a: 1 }, [2], -0])",
  '[new Date(0), new Date(8.64e15), new Date(NaN)]',
  '(() => { const r = /a(?<n>b)|\\/\\n/giu; r.lastIndex = 3; return r; })()',
  '[/(?:)/, /\\u{1F600}/u, /[\\]/]/]',
  "'aXbX'.match(/(?<x>X)(b)?/)",
  "Object.assign(new TypeError('wrong'), { code: 'E_OWN' })",
  "new Error('plain')",
  "new AggregateError([new TypeError('a'), new Error('b')], 'both')",
  'new Uint8Array([1, 2, 255])',
  '[new Int8Array([-1]), new Uint8ClampedArray([300]), new Int16Array([-2]), new Uint16Array([65535])]',
  '[new Int32Array([-3]), new Uint32Array([4]), new Float32Array([0.5, NaN]), new Float64Array([-0, 1e300])]',
  '[new BigInt64Array([-1n]), new BigUint64Array([2n ** 64n - 1n])]',
  'new Uint8Array(300_000).fill(7)',
  'new Uint8Array([1, 2, 3, 4]).buffer',
  '(() => { const b = new Uint8Array([1, 2, 3, 4]).buffer; return [new DataView(b, 1, 2), b]; })()',
  '(() => { const b = new ArrayBuffer(8); return [new Uint8Array(b, 2, 4), new Uint16Array(b), b]; })()',
  'new ArrayBuffer(0)',
  'Array.from({ length: 5000 }, (_, id) => ({ id, name: `n${id}`, tags: [id % 3] }))',
  // 150 levels.
  '(() => { let deep = []; for (let n = 0; n < 150; n += 1) deep = [deep]; return deep; })()',
];

/** What a value is, in all that the language shows of it: as text, made on either side by the same function. */
const looks = `(value) => {
  const seen = new Map();
  const tag = (v) => Object.prototype.toString.call(v).slice(8, -1);
  const look = (v) => {
    if (typeof v === 'string') return v.length > 1000 ? v.length + v.slice(-9) : JSON.stringify(v);
    if (Object.is(v, -0)) return '-0';
    if (typeof v === 'bigint') return v + 'n';
    if ((typeof v !== 'object' && typeof v !== 'function') || v === null) return String(v);
    if (seen.has(v)) return '#' + seen.get(v);
    seen.set(v, seen.size);
    const proto = Object.getPrototypeOf(v);
    const name = proto === null ? 'null' : Object.hasOwn(proto, 'constructor') ? proto.constructor.name : '?';
    const parts = [tag(v), name];
    if (v instanceof Date) parts.push(v.getTime());
    else if (v instanceof RegExp) parts.push(v.source, v.flags, v.lastIndex);
    else if (v instanceof Map) for (const [k, e] of v) parts.push(look(k) + '=>' + look(e));
    else if (v instanceof Set) for (const e of v) parts.push(look(e));
    else if (v instanceof ArrayBuffer) parts.push(v.byteLength, v.byteLength > 100 ? '' : new Uint8Array(v).join());
    else if (ArrayBuffer.isView(v)) parts.push(v.byteOffset, v.byteLength, look(v.buffer), v instanceof DataView ? '' : v.length > 100 ? v.at(-1) : v.join());
    else if (v instanceof Error) parts.push(v.name, v.message, 'cause' in v ? look(v.cause) : '', 'errors' in v ? look(v.errors) : '', v.code);
    else if (['Number', 'String', 'Boolean', 'BigInt'].includes(tag(v))) parts.push(look(v.valueOf()));
    else {
      if (Array.isArray(v)) parts.push(v.length);
      for (const key of Object.keys(v)) parts.push(key + ':' + look(v[key]));
    }
    return '(' + parts.join(' ') + ')';
  };
  return look(value);
}`;

const onHost = (text: string): unknown => runInThisContext(`(${text})`);
const look = onHost(looks) as (value: unknown) => string;

const short = (text: string): string => (text.length > 70 ? `${text.slice(0, 70)}…` : text);

/** Values. */
export const values: Area = {
  about: 'data',
  options: () => ({
    endowments: {
      give: (text: string) => onHost(text),
      lookThere: (value: unknown) => look(value),
      later: async (text: string) => await Promise.resolve(onHost(text)),
      listed: (text: string) => [onHost(text)].values(),
      asked: async (text: string, callback: (value: unknown) => unknown) => await callback(onHost(text)),
    },
  }),
  scenarios: texts.flatMap((text) => {
    const quoted = JSON.stringify(text);
    return [
      { does: `up: ${short(text)}`, run: async (rex) => look(await rex.rEval(text)), gives: look(onHost(text)) },
      {
        does: `down, and up as an argument: ${short(text)}`,
        run: `(async () => { const look = ${looks};
          const [item] = listed(${quoted});
          return [look(give(${quoted})), lookThere(${text}), await asked(${quoted}, look), look(item), lookThere(give(${quoted}))]; })()`,
        gives: Array.from({ length: 5 }, () => look(onHost(text))),
      },
      {
        does: `in a promise: ${short(text)}`,
        run: async (rex) => {
          await rex.rExecAsync(`globalThis.got = (${looks})(await later(${quoted}))`);
          return [await rex.rEval('got'), look(await rex.rEval(`Promise.resolve(${text})`))];
        },
        gives: [look(onHost(text)), look(onHost(text))],
      },
    ];
  }),
};
