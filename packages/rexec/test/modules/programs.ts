import { createRequire } from 'node:module';
import util, { format } from 'node:util';

/** Programs that a cell and its host each run, and that are to give the same. `log` keeps what they tell. */
export interface Program {
  readonly does: string;
  readonly uses: readonly string[];
  readonly body: string;
}

const program = (does: string, uses: readonly string[], body: string): Program => ({ does, uses, body });

const failing = `const failing = async (call) => { try { return ['gave', await call()]; } catch (e) { return [e.name, e.code, e.message]; } };`;

/** Node 24 has no more of these than a few. */
const legacy = `isArray isDate isError isFunction isObject isPrimitive isRegExp isNullOrUndefined isSymbol isBuffer`
  .split(' ')
  .filter((name) => name in util);

export const programs: readonly Program[] = [
  program(
    'an emitter made by a plain function, as old libraries make them',
    ['events'],
    `function Old() { events.call(this); } Object.setPrototypeOf(Old.prototype, events.prototype);
    const e = new Old(); e.on('x', (...args) => log('x', args)); log(e.emit('x', 1, 2), e instanceof events, events.EventEmitter === events);`,
  ),
  program(
    'errorMonitor is told before an error is thrown',
    ['events'],
    `const e = new events(); e.on(events.errorMonitor, (error) => log('seen', error));
    for (const thrown of [1, 'text', { a: 1 }, undefined]) { try { e.emit('error', thrown); } catch (error) { log(error.message, error.code, error.context); } }
    e.on('error', (error) => log('handled', error)); log(e.emit('error', 2));`,
  ),
  program(
    'captureRejections',
    ['events', 'timers/promises'],
    `const e = new events({ captureRejections: true }); e.on('error', (error) => log('error', error.message));
    e.on('x', async () => { throw new Error('late'); }); e.emit('x'); await modules['timers/promises'].setTimeout(5);
    const own = new events({ captureRejections: true }); own[events.captureRejectionSymbol] = (error, type, ...args) => log('own', error.message, type, args);
    own.on('y', async () => { throw new Error('mine'); }); own.emit('y', 1); await modules['timers/promises'].setTimeout(5);`,
  ),
  program(
    'listeners: order, newListener, removal while emitting, counts',
    ['events'],
    `const e = new events(); e.on('newListener', (type) => log('new', type)); e.on('removeListener', (type) => log('gone', type));
    const b = () => { log('b'); e.off('x', b); }; e.on('x', b); e.once('x', () => log('once')); e.prependListener('x', () => log('first'));
    e.emit('x'); e.emit('x'); log(e.listenerCount('x'), e.listenerCount('x', b), e.eventNames(), e.rawListeners('x').length, events.getEventListeners(e, 'x').length);
    log(e.getMaxListeners(), events.defaultMaxListeners); e.setMaxListeners(3); log(events.getMaxListeners(e)); events.setMaxListeners(5, e); log(e.getMaxListeners());
    e.removeAllListeners('x'); log(e.listenerCount('x'), events.listenerCount(e, 'newListener'));`,
  ),
  program(
    'events.once and events.on',
    ['events'],
    `${failing} const e = new events();
    queueMicrotask(() => e.emit('a', 1, 2)); log(await events.once(e, 'a'));
    queueMicrotask(() => e.emit('error', new TypeError('bad'))); log(await failing(() => events.once(e, 'a')), e.listenerCount('a'), e.listenerCount('error'));
    queueMicrotask(() => { e.emit('b', 1); e.emit('b', 2); e.emit('end'); });
    for await (const value of events.on(e, 'b', { close: ['end'] })) log(value);
    log(e.eventNames()); const over = events.on(e, 'c'); e.emit('c', 3); log(await over.next(), await over.return(), await over.next(), e.listenerCount('c'));`,
  ),
  program(
    'waiting ends with an abort',
    ['events', 'timers/promises'],
    `${failing} const e = new events(); const { setTimeout: wait, setInterval: every } = modules['timers/promises'];
    const aborting = () => { const c = new AbortController(); queueMicrotask(() => c.abort('enough')); return c.signal; };
    log(await failing(() => events.once(e, 'a', { signal: aborting() })), await failing(() => wait(1000, 1, { signal: aborting() })));
    log(await failing(async () => { for await (const v of events.on(e, 'a', { signal: aborting() })) log(v); }), e.eventNames());
    log(await failing(async () => { for await (const v of every(1000, 1, { signal: aborting() })) log(v); }));
    log(await failing(() => wait(1, 1, { signal: AbortSignal.abort() })), await failing(() => events.once(e, 'a', { signal: AbortSignal.abort() })));`,
  ),
  program(
    'what is refused of arguments',
    ['events', 'util', 'stream'],
    `${failing} const e = new events();
    log(await failing(() => e.on('x')), await failing(() => e.setMaxListeners(-1)), await failing(() => e.once('x', 5)));
    log(await failing(() => util.promisify(5)), await failing(() => util.inherits(class {}, null)), await failing(() => util.callbackify('x')));
    new stream.Readable().on('error', (error) => log(error.code, error.message)).read(); await new Promise((resolve) => setTimeout(resolve, 5));
    log(await failing(() => new stream.Writable().write(null)));`,
  ),
  program(
    'a stream read by events',
    ['stream', 'stream/promises'],
    `const r = stream.Readable.from(['a', 'b']); r.on('data', (chunk) => log('data', chunk)); r.on('end', () => log('end')); r.on('close', () => log('close'));
    await modules['stream/promises'].finished(r); await new Promise((resolve) => setTimeout(resolve, 5)); log(r.destroyed, r.readableEnded, stream.isReadable(r));`,
  ),
  program(
    'a pipeline of a generator, a transform and a writable',
    ['stream', 'stream/promises'],
    `const { pipeline } = modules['stream/promises']; const out = [];
    const up = new stream.Transform({ transform(chunk, encoding, done) { done(null, String(chunk).toUpperCase()); }, flush(done) { this.push('!'); done(); } });
    await pipeline(async function* () { yield 'a'; yield 'b'; }, up, new stream.Writable({ write(chunk, encoding, done) { out.push([String(chunk), encoding]); done(); }, final(done) { out.push('final'); done(); } }));
    log(out);`,
  ),
  program(
    'a pipeline that fails destroys its streams',
    ['stream', 'stream/promises'],
    `${failing} const r = stream.Readable.from([1, 2, 3]); const w = new stream.Writable({ objectMode: true, write(chunk, encoding, done) { done(chunk === 2 ? new RangeError('two') : null); } });
    log(await failing(() => modules['stream/promises'].pipeline(r, w)), r.destroyed, w.destroyed, w.errored.message);`,
  ),
  program(
    'back pressure',
    ['stream'],
    `const w = new stream.Writable({ highWaterMark: 3, write(chunk, encoding, done) { setTimeout(done, 1); } });
    log(w.write('ab'), w.write('c'), w.writableLength, w.writableNeedDrain); await new Promise((resolve) => w.once('drain', resolve)); log(w.writableLength);
    const p = new stream.PassThrough({ highWaterMark: 2 }); log(p.write('abc'), p.read(1).toString(), p.read().toString(), p.read()); p.end(); log(p.writableEnded);`,
  ),
  program(
    'cork, setDefaultEncoding, end with a chunk, writev',
    ['stream'],
    `const w = new stream.Writable({ decodeStrings: false, writev(chunks, done) { log(chunks.map(({ chunk, encoding }) => [chunk, encoding])); done(); } });
    w.cork(); w.write('a'); w.write('b', 'latin1'); w.uncork(); w.end('c', () => log('ended')); await new Promise((resolve) => w.on('close', resolve));`,
  ),
  program(
    'the operators of readable streams',
    ['stream'],
    `const of = (...values) => stream.Readable.from(values);
    log(await of(1, 2, 3, 4).filter((n) => n % 2).map(async (n) => n * 10).toArray(), await of(1, 2, 3).reduce((a, b) => a + b, 0), await of(1, 2, 3).some((n) => n > 2), await of(1, 2, 3).every((n) => n > 2));
    log(await of(1, 2, 3, 4).drop(1).take(2).toArray(), await of(1, 2).flatMap((n) => [n, n]).toArray(), await of(5, 6).find((n) => n > 5)); await of(1, 2).forEach((n) => log(n));`,
  ),
  program(
    'a stream whose iteration stops, or that is destroyed',
    ['stream'],
    `${failing} const r = stream.Readable.from([1, 2, 3]); for await (const v of r) { log(v); break; } log(r.destroyed);
    const d = new stream.Readable({ read() {} }); queueMicrotask(() => d.destroy(new TypeError('gone'))); log(await failing(async () => { for await (const v of d) log(v); }));
    const early = new stream.Readable({ read() {} }); queueMicrotask(() => early.destroy()); log(await failing(async () => { for await (const v of early) log(v); }));`,
  ),
  program(
    'compose, Duplex.from, encodings',
    ['stream'],
    `const double = stream.Duplex.from(async function* (source) { for await (const chunk of source) yield String(chunk).repeat(2); });
    double.end('ab'); double.setEncoding('utf8'); log(await double.toArray());
    const r = new stream.Readable({ read() {} }); r.setEncoding('utf8'); r.push(Uint8Array.of(0xe2, 0x82)); r.push(Uint8Array.of(0xac)); r.push(null); log(await r.toArray());
    const w = new stream.Writable({ write(chunk, e, done) { log(chunk.constructor.name, chunk.length); done(); } }); w.write('aGk', 'base64'); w.end();`,
  ),
  program(
    'the consumers of streams',
    ['stream', 'stream/consumers', 'stream/web'],
    `const c = modules['stream/consumers']; const of = (...values) => stream.Readable.from(values);
    log(await c.text(of('a', 'b')), await c.json(of('{"a":', '1}')), (await c.buffer(of('ab'))).length, (await c.arrayBuffer(of('ab'))).byteLength);
    log(await c.text(of(Uint8Array.of(0xe2, 0x82), Uint8Array.of(0xac))));
    const { ReadableStream } = modules['stream/web']; log(await c.text(new ReadableStream({ start(k) { k.enqueue(Uint8Array.of(104)); k.enqueue(Uint8Array.of(105)); k.close(); } })));`,
  ),
  program(
    'web streams: tee, pipeThrough, a byte reader, text',
    ['stream/web'],
    `const { ReadableStream, TransformStream, TextEncoderStream, TextDecoderStream, WritableStream, CountQueuingStrategy } = modules['stream/web'];
    const of = (...values) => new ReadableStream({ start(c) { for (const v of values) c.enqueue(v); c.close(); } });
    const all = async (s) => { const out = []; for await (const v of s) out.push(v); return out; };
    const [one, two] = of(1, 2).tee(); log(await all(one), await all(two));
    log(await all(of('h\\ud83d', '\\ude00').pipeThrough(new TextEncoderStream()).pipeThrough(new TextDecoderStream())));
    log(await all(of(1, 2).pipeThrough(new TransformStream({ transform(v, c) { c.enqueue(v * 2); }, flush(c) { c.enqueue('end'); } }))));
    const bytes = new ReadableStream({ type: 'bytes', start(c) { c.enqueue(Uint8Array.of(1, 2, 3)); c.close(); } }).getReader({ mode: 'byob' });
    log([...(await bytes.read(new Uint8Array(2))).value], [...(await bytes.read(new Uint8Array(2))).value], (await bytes.read(new Uint8Array(2))).done);
    const seen = []; await of(1, 2, 3).pipeTo(new WritableStream({ write(v) { seen.push(v); }, close() { seen.push('closed'); } }, new CountQueuingStrategy({ highWaterMark: 1 }))); log(seen);`,
  ),
  program(
    'assertions that hold say nothing, and those that fail say what differs',
    ['assert', 'assert/strict'],
    `${failing} const strict = modules['assert/strict'];
    for (const call of [() => assert(1), () => assert.equal(1, '1'), () => assert.deepEqual([1], ['1']), () => strict.equal(1, 1), () => assert.throws(() => { throw new TypeError('x'); }, /x/), () => assert.doesNotMatch('a', /b/), () => assert.ifError(null)]) log(await failing(call));
    for (const call of [() => assert.equal(1, 2), () => assert.strictEqual(1, 2), () => assert.notStrictEqual(1, 1), () => assert.fail('said'), () => assert.throws(() => {}), () => assert.equal(1, 2, 'mine'), () => strict.notEqual(1, 1), () => assert.match('a', /b/)]) { const [name, code, message] = await failing(call); log(name, code, message.split('\\n')[0]); }
    log(await failing(() => assert.rejects(Promise.reject(new TypeError('t')), TypeError)), (await failing(() => assert.rejects(Promise.resolve())))[1]);
    try { assert.strictEqual(1, 2); } catch (error) { log(error instanceof assert.AssertionError, error.actual, error.expected, error.operator, error.generatedMessage); }`,
  ),
  program(
    'deep equality',
    ['util', 'assert'],
    `const same = (a, b) => { let strict = true; try { assert.deepStrictEqual(a, b); } catch { strict = false; } log(util.isDeepStrictEqual(a, b), strict); };
    same({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }); same([1], ['1']); same(new Map([[{ a: 1 }, 1]]), new Map([[{ a: 1 }, 1]])); same(new Set([[1], [2]]), new Set([[2], [1]])); same(new Set([1]), new Set([2]));
    same(NaN, NaN); same(0, -0); same(new Date(1), new Date(1)); same(new Date(1), new Date(2)); same(/a/g, /a/i); same(new Uint8Array([1]), new Uint8Array([1])); same(new Uint8Array([1]), new Uint8Array([2]));
    same({ a: undefined }, {}); same([1, , 2], [1, undefined, 2]); same(new (class A {})(), new (class B {})()); same(Object.create(null), {}); same(new Error('a'), new Error('b')); same(Object(1), Object(1)); same({ [Symbol.iterator]: 1 }, { [Symbol.iterator]: 2 });
    const a = {}; a.a = a; const b = {}; b.a = b; same(a, b); same(1n, 1n); same('a', Object('a'));`,
  ),
  program(
    'format',
    ['util'],
    `log(util.format('%s %d %i %f %j %o %O %c %%', 'a', '1.5', '2.7', '3.1', { a: 1 }, [1], { b: { c: { d: {} } } }, 'css', 'more', { x: 1 }));
    log(util.format('%s %s %s %s %s', null, undefined, 1n, Symbol('s'), -0), util.format('%s', { toString() { return 'own'; } }), util.format('%s', class A {}), util.format('%d', 5n), util.format(1, 2, '3'), util.format('%s'), util.format('%x', 1));
    log(util.formatWithOptions({ colors: true }, '%s %O', 'a', { a: 1 }), util.stripVTControlCharacters('\\u001b[31mred\\u001b[39m'));`,
  ),
  program(
    'promisify, callbackify, deprecate, inherits',
    ['util'],
    `const add = (a, b, done) => done(a < 0 ? new RangeError('less') : null, a + b); log(await util.promisify(add)(1, 2), await util.promisify(add)(-1, 2).catch((e) => e.message));
    const own = Object.assign(() => {}, { [util.promisify.custom]: async () => 'own' }); log(await util.promisify(own)(), util.promisify.custom.toString());
    const back = util.callbackify(async (v) => { if (v === 0) throw null; return v; }); log(back.name, back.length);
    await new Promise((resolve) => back(5, (e, v) => { log(e, v); resolve(); })); await new Promise((resolve) => back(0, (e) => { log(e.code, e.message, e.reason); resolve(); }));
    class A { constructor(x) { this.x = x; } m() { return 'm' + this.x; } } function B() { } util.inherits(B, A); log(new B() instanceof A, B.super_ === A);
    const Old = util.deprecate(A, 'old', 'DEP0'); log(new Old(1).m(), new Old(2) instanceof A);`,
  ),
  program(
    'parseArgs',
    ['util'],
    `${failing} const options = { flag: { type: 'boolean', short: 'f' }, name: { type: 'string', short: 'n', multiple: true }, level: { type: 'string', default: 'low' } };
    log(util.parseArgs({ args: ['-f', '--name', 'a', '-nb', 'rest', '--', '-x'], options, allowPositionals: true }));
    for (const args of [['--unknown'], ['--name'], ['extra'], ['--flag=1']]) log((await failing(() => util.parseArgs({ args, options }))).slice(1, 2));
    log(util.parseArgs({ args: ['--x', '1'], strict: false }));`,
  ),
  program(
    'what kind of thing a value is',
    ['util', 'util/types'],
    `const things = [1, 'a', {}, [], new Map(), new Set(), new WeakMap(), new WeakSet(), new Date(0), /a/, new Error(), Promise.resolve(), { then() {} }, () => 1, async () => 1, function* () {}, (function* () {})(), new Map().keys(), new Set().keys(), new Uint8Array(), new Float64Array(), new DataView(new ArrayBuffer(1)), new ArrayBuffer(1), Object(1), Object('a'), Object(true), Object(1n), Object(Symbol()), new Proxy({}, {}), new Proxy([], {}), (function () { return arguments; })(), { [Symbol.toStringTag]: 'Map' }, Object.create(Map.prototype), null, undefined];
    const names = ['isMap', 'isSet', 'isDate', 'isRegExp', 'isNativeError', 'isPromise', 'isAsyncFunction', 'isGeneratorFunction', 'isGeneratorObject', 'isMapIterator', 'isSetIterator', 'isTypedArray', 'isUint8Array', 'isFloat64Array', 'isArrayBufferView', 'isDataView', 'isArrayBuffer', 'isAnyArrayBuffer', 'isBoxedPrimitive', 'isNumberObject', 'isStringObject', 'isBooleanObject', 'isBigIntObject', 'isSymbolObject', 'isProxy', 'isArgumentsObject', 'isWeakMap', 'isWeakSet', 'isModuleNamespaceObject', 'isExternal', 'isSharedArrayBuffer'];
    for (const name of names) log(name, things.map((thing) => Number(util.types[name](thing))).join(''));
    for (const name of ${JSON.stringify(legacy)}) log(name, things.map((thing) => Number(Boolean(util[name](thing)))).join(''));
    log(modules['util/types'] === util.types);`,
  ),
  program(
    'styleText, debuglog, toUSVString, _extend',
    ['util'],
    `${failing} log(util.styleText('red', 'a', { validateStream: false }), util.styleText(['bold', 'blue'], 'b', { validateStream: false }), (await failing(() => util.styleText('nope', 'c')))[1]);
    log(util.debuglog('x').enabled, util.debuglog('x')('nothing'), util.toUSVString('a\\ud800'), util._extend({ a: 1 }, { b: 2 }), util._extend({ a: 1 }, null));`,
  ),
  program(
    'timers as promises',
    ['timers', 'timers/promises'],
    `const t = modules['timers/promises']; log(await t.setTimeout(1, 'value'), await t.setImmediate('now'), await t.scheduler.wait(1), timers.promises === t);
    let n = 0; for await (const v of t.setInterval(1, 'tick')) { log(v); n += 1; if (n === 3) break; }
    const order = []; await new Promise((resolve) => { timers.setTimeout(() => { order.push('timeout'); resolve(); }, 2); const gone = timers.setTimeout(() => order.push('never'), 1); timers.clearTimeout(gone); timers.setImmediate(() => order.push('immediate')); }); log(order);`,
  ),
  program(
    'channels',
    ['diagnostics_channel'],
    `const d = diagnostics_channel; const got = (message, name) => log(name, message); d.subscribe('a', got); log(d.hasSubscribers('a'), d.channel('a') === d.channel('a'), d.channel('a').hasSubscribers);
    d.channel('a').publish({ v: 1 }); log(d.unsubscribe('a', got), d.unsubscribe('a', got), d.hasSubscribers('a')); d.channel('a').publish(2);
    const t = d.tracingChannel('job'); const seen = []; t.subscribe({ start: (c) => seen.push('start'), end: (c) => seen.push('end ' + c.result), asyncStart: () => seen.push('asyncStart'), asyncEnd: (c) => seen.push('asyncEnd ' + c.result), error: (c) => seen.push('error ' + c.error.message) });
    log(t.traceSync((x) => x + 1, {}, null, 1)); try { t.traceSync(() => { throw new Error('no'); }); } catch (error) { log(error.message); }
    log(await t.tracePromise(async (x) => x * 2, {}, null, 4)); await new Promise((resolve) => t.traceCallback((x, done) => setTimeout(done, 1, null, x), -1, {}, null, 7, (e, v) => { log('back', v); resolve(); })); log(seen);`,
  ),
  program(
    'what buffer has beside Buffer, and what Buffer reads and writes',
    ['buffer'],
    `const { Buffer } = buffer; log(buffer.atob(' aG k= '), buffer.btoa('h\\xe9'), buffer.isAscii(Buffer.from('é')), buffer.isUtf8(Buffer.from('€')), buffer.isUtf8(Uint8Array.of(0xed, 0xa0, 0x80)), buffer.isUtf8(Uint8Array.of(0xff)), buffer.constants.MAX_STRING_LENGTH === buffer.kStringMaxLength);
    for (const call of [() => buffer.atob('a'), () => buffer.atob('*'), () => buffer.btoa('€')]) { try { call(); } catch (error) { log(error.name, error.code); } }
    for (const encoding of ['hex', 'base64', 'base64url', 'latin1', 'ascii', 'utf16le', 'utf8']) log(encoding, Buffer.isEncoding(encoding), Buffer.from([251, 239, 190, 65]).toString(encoding), [...Buffer.from('-_8aéz', encoding)], Buffer.byteLength('abcd', encoding));
    log([...Buffer.from('aGkxY', 'base64')], Buffer.from([1, 2, 3]).readUIntBE(0, 3), Buffer.alloc(3, 'ab').toString(), Buffer.compare(Buffer.from('a'), Buffer.from('b')), [...Buffer.from('abcd').swap16()], Buffer.from('test').lastIndexOf('t'), JSON.stringify(Buffer.from('ab')));`,
  ),
];

const require = createRequire(import.meta.url);

const wrapped = (uses: readonly string[], body: string): string =>
  `(async (modules, log) => { const { ${uses.filter((name) => /^\w+$/u.test(name)).join(', ')} } = modules; ${body} })`;

type Run = (modules: Readonly<Record<string, unknown>>, log: (...values: unknown[]) => void) => Promise<void>;

/** What a program tells on the host, with Node's modules. */
export const inHost = async (uses: readonly string[], body: string): Promise<readonly string[]> => {
  const lines: string[] = [];
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval
  const run = new Function(`return ${wrapped(uses, body)}`)() as Run;
  const modules = Object.fromEntries(uses.map((name) => [name, require(`node:${name}`) as unknown]));
  await run(modules, (...values) => lines.push(format(...values)));
  return lines;
};

/** The same program, for a cell that is granted what it uses, and `util`: it leaves what it tells in `lines`. */
export const inCellText = (uses: readonly string[], body: string): string =>
  `const { format } = (await import('util')).default; const lines = []; const modules = {};
    for (const name of ${JSON.stringify(uses)}) modules[name] = (await import(name)).default;
    await (${wrapped(uses, body)})(modules, (...values) => lines.push(format(...values)));`;
