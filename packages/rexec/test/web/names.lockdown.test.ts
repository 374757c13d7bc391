// Text, Base64, events, aborting, cloning and the clock: as Node's, and no way out of the cell.
import { RExec } from '@padded-cell/rexec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inCell, inNode } from './cell.js';

const failure = (program: string): string =>
  `(() => { try { return ${program} } catch (error) { return [error.name, error.code, error instanceof DOMException] } })()`;

describe('text', () => {
  test.each([
    `new TextDecoder('utf-16le').decode(new Uint8Array([65, 0, 66, 0]))`,
    `((d) => [d.decode(new Uint8Array([0xe2, 0x82]), { stream: true }), d.decode(new Uint8Array([0xac])), d.encoding, d.fatal, d.ignoreBOM])(new TextDecoder())`,
    `[...'\\u00ff€'].map((c) => [...new TextEncoder().encode(c)])`,
    `new TextDecoder('shift_jis').decode(new Uint8Array([0x83, 0x65]))`,
    `((d) => [d.decode(new Uint8Array([0xef, 0xbb, 0xbf, 65])).length, Object.prototype.toString.call(d)])(new TextDecoder('utf8', { ignoreBOM: true }))`,
    failure(`new TextDecoder('nope')`),
    failure(`new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([255]))`),
  ])('%s', async (program) => {
    expect(await inCell(program)).toEqual(await inNode(program));
  });

  test('a decoder shows nothing of the host’s decoder, which a guest could end the process with', () => {
    const rex = new RExec();
    expect(rex.rEval(`Reflect.ownKeys(new TextDecoder('utf-16le')).length`)).toBe(0);
    const escape = `((d) => { const key = Object.getOwnPropertySymbols(d).find((each) => each.description === 'handle');
      d[key ?? 'handle'] = {}; return d.decode(new Uint8Array([65, 0])); })(new TextDecoder('utf-16le'))`;
    expect(rex.rEval(escape)).toBe('A');
    expect(rex.rEval(`TextDecoder.prototype.constructor === TextDecoder`)).toBe(true);
  });
});

describe('Base64', () => {
  test.each([
    `[btoa('hello'), atob('aGVsbG8'), btoa('ÿ'), btoa(''), atob(' aG\\nVs bG8= '), btoa(null)]`,
    failure(`btoa('€')`),
    failure(`atob('a')`),
    failure(`atob('ab*=')`),
    failure(`atob('=')`),
    failure(`atob('ab=c')`),
  ])('%s', async (program) => {
    expect(await inCell(program)).toEqual(await inNode(program));
  });

  test('any bytes go out and come back', () => {
    const back = new RExec().rEval('(text) => [btoa(text), atob(btoa(text))]') as (text: string) => [string, string];
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = String.fromCodePoint(...bytes);
        expect(back(text)).toEqual([btoa(text), text]);
      }),
    );
  });
});

describe('events', () => {
  test.each([
    `((t) => { const log = []; t.addEventListener('x', (e) => log.push(e.type, e.detail, e.target === t, e.cancelable)); t.addEventListener('x', { handleEvent(e) { e.preventDefault(); log.push('object'); } }, { once: true });
      return [t.dispatchEvent(new CustomEvent('x', { detail: 7, cancelable: true })), t.dispatchEvent(new CustomEvent('x')), log]; })(new EventTarget())`,
    `((t) => { const log = []; const f = () => log.push(1); t.addEventListener('x', f); t.addEventListener('x', f); t.dispatchEvent(new Event('x')); t.removeEventListener('x', f); t.dispatchEvent(new Event('x')); return log; })(new EventTarget())`,
    `((t) => { let n = 0; const c = new AbortController(); t.addEventListener('x', () => n++, { signal: c.signal }); t.dispatchEvent(new Event('x')); c.abort(); t.dispatchEvent(new Event('x')); return n; })(new EventTarget())`,
    `((t) => { let n = 0; t.addEventListener('x', (e) => e.stopImmediatePropagation()); t.addEventListener('x', () => n++); t.dispatchEvent(new Event('x')); return n; })(new EventTarget())`,
    `((e) => [e.name, e.code, e.message, String(e), e instanceof Error, Object.prototype.toString.call(e)])(new DOMException('a', 'AbortError'))`,
    `[DOMException.ABORT_ERR, DOMException.INUSE_ATTRIBUTE_ERR, DOMException.URL_MISMATCH_ERR, Object.keys(DOMException).sort()]`,
  ])('%s', async (program) => {
    expect(await inCell(program)).toEqual(await inNode(program));
  });

  test('a DOMException that leaves the cell keeps its name and message', () => {
    expect(() => new RExec().rExec(`throw new DOMException('what for', 'AbortError')`)).toThrow(
      expect.objectContaining({ name: 'AbortError', message: 'what for', guest: true }),
    );
  });

  test('what a listener throws is told to the host, and the next listener is called', async () => {
    const records: { error?: Error; from?: string }[] = [];
    const rex = new RExec({ logger: (record) => void records.push(record as never) });
    const program = `((t) => { let n = 0; t.addEventListener('x', () => { throw new RangeError('boo') }); t.addEventListener('x', () => n++); t.dispatchEvent(new Event('x')); return n; })(new EventTarget())`;
    expect(rex.rEval(program)).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(records.map(({ error }) => error?.message)).toEqual(['boo']);
  });
});

describe('aborting', () => {
  test.each([
    `((c) => { const log = []; c.signal.addEventListener('abort', (e) => log.push(e.type)); c.signal.onabort = () => log.push('on'); c.abort(); c.abort(); return [log, c.signal.aborted, c.signal.reason.name, c.signal.reason.message, c.signal.reason.code] })(new AbortController())`,
    `((s) => [s.aborted, s.reason])(AbortSignal.abort(5))`,
    `((s) => { try { s.throwIfAborted() } catch (error) { return error } })(AbortSignal.abort('why'))`,
    `await new Promise((resolve) => { const s = AbortSignal.timeout(5); s.onabort = () => resolve([s.reason.name, s.reason.code]); })`,
    failure('new AbortSignal()'),
  ])('%s', async (program) => {
    expect(await inCell(program)).toEqual(await inNode(program));
  });

  // Not compared with Node's: Node 24 gives the reason of the first in the list, and not of the first that aborted.
  test('a signal made of several has the reason of the first that aborted', async () => {
    const program = `((a, b) => { const s = AbortSignal.any([a.signal, b.signal]); b.abort('b'); a.abort('a'); return [s.aborted, s.reason]; })(new AbortController(), new AbortController())`;
    expect(await inCell(program)).toEqual([true, 'b']);
  });

  test('a timeout does not outlive its cell', async () => {
    const reached: unknown[] = [];
    const rex = new RExec({ endowments: { reached: (what: unknown) => reached.push(what) } });
    rex.rExec(`AbortSignal.timeout(10).onabort = () => reached('late');`);
    rex.end();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(reached).toEqual([]);
  });
});

describe('structuredClone', () => {
  test.each([
    `structuredClone({ a: [1,, 2], m: new Map([[1, { x: 1 }]]), s: new Set([1]), d: new Date(5), r: /x/gi, f: new Float64Array([1.5]), e: new TypeError('q'), n: null, u: undefined, b: 5n, z: -0, nan: NaN })`,
    `((o) => { o.self = o; o.again = o.list; const c = structuredClone(o); return [c !== o, c.self === c, c.again === c.list, c.list !== o.list]; })({ list: [1] })`,
    `((b) => { const c = structuredClone([new Uint8Array(b, 1, 2), new DataView(b, 2)]); return [c[0].buffer === c[1].buffer, c[0].byteOffset, c[0].length, c[1].byteOffset, [...new Uint8Array(c[0].buffer)], c[0].buffer !== b]; })(new Uint8Array([1, 2, 3, 4]).buffer)`,
    `((c) => [c.message, c.name, c.cause.a, c instanceof RangeError])(structuredClone(new RangeError('x', { cause: { a: 1 } })))`,
    `((c) => [typeof c, c instanceof Number, c.valueOf()])(structuredClone(Object(5)))`,
    `((c) => [Object.getPrototypeOf(c) === Object.prototype, c])(structuredClone(new (class X { y = 1 })()))`,
    `((n) => { structuredClone({ get x() { n++; return 1; } }); return n; })(0)`,
    `Object.keys(structuredClone(JSON.parse('{"__proto__": 1, "a": 2}')))`,
    `((c) => [c.flags, c.source, c.lastIndex])(structuredClone(Object.assign(/a/g, { lastIndex: 3 })))`,
    ...[
      '() => 1',
      'Symbol()',
      '{ f() {} }',
      'new WeakMap()',
      'Promise.resolve()',
      '[class {}]',
      'new Map([[() => 1, 1]])',
    ].map((value) => failure(`structuredClone(${value === '{ f() {} }' ? `(${value})` : value})`)),
  ])('%s', async (program) => {
    expect(await inCell(program)).toEqual(await inNode(program));
  });

  test('hands a buffer over where the engine can, and says so where it cannot', async () => {
    const given = await inCell(
      `((b) => { try { const c = structuredClone({ b }, { transfer: [b] }); return [c.b.byteLength, b.byteLength] } catch (error) { return [error.name, b.byteLength] } })(new ArrayBuffer(4))`,
    );
    expect(given).toEqual(process.versions.node.startsWith('20.') ? ['DataCloneError', 4] : [4, 0]);
  });
});

describe('performance', () => {
  test('tells the time where the policy has a clock', () => {
    const [one, other, origin] = new RExec({ clock: 'real' }).rEval(
      '((one) => { for (let i = 0; i < 1e6; i++); return [one, performance.now(), performance.timeOrigin] })(performance.now())',
    ) as number[];
    expect(one).toBeGreaterThanOrEqual(0);
    expect(other).toBeGreaterThanOrEqual(one ?? NaN);
    expect(Math.abs((origin ?? 0) - Date.now())).toBeLessThan(5000);
  });

  test('no time passes by a fixed clock', () => {
    const rex = new RExec({ clock: { fixed: '2001-01-01T00:00:00Z' } });
    expect(rex.rEval('[performance.now(), performance.timeOrigin]')).toEqual([0, Date.UTC(2001, 0)]);
  });

  test.each(['performance.now()', 'performance.timeOrigin'])('without a clock %s names the line', (program) => {
    expect(() => new RExec().rEval(program)).toThrow(/policy line that would grant it is clock/u);
  });

  test('without a clock an event has no time', () => {
    expect(new RExec().rEval(`new Event('x').timeStamp`)).toBe(0);
  });
});

test('each can be withheld', () => {
  const names = [
    'URL',
    'TextDecoder',
    'crypto',
    'performance',
    'structuredClone',
    'AbortController',
    'atob',
    'Event',
  ] as const;
  const rex = new RExec({ nokBuiltinNames: [...names] });
  for (const name of names) expect(rex.rEval(`typeof ${name}`), name).toBe('undefined');
});
