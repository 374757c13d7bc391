// What a guest may try with the modules that run beside it: the powers they are made with are not to be had.
import { RExec } from '@padded-cell/rexec';
import { expect, test } from 'vitest';
import { given } from './cell.js';

const withModules = (...okBuiltinModules: string[]): RExec => new RExec({ okBuiltinModules });

test('the lexicals of ports are no names of a guest', async () => {
  const rex = withModules('util', 'timers', 'console');
  await rex.rImport('util');
  for (const name of ['$names', '$types', '$TextDecoder', '$engine', '$files']) {
    expect(rex.rEval(`typeof ${name}`)).toBe('undefined');
    expect(rex.rEval(`typeof globalThis['${name}']`)).toBe('undefined');
    expect(
      rex.rEval(`(() => { try { return Function('return typeof ${name}')(); } catch { return 'refused'; } })()`),
    ).not.toBe('object');
  }
});

test('a guest’s value whose every trap looks at what it is given meets no power', async () => {
  const rex = withModules('util', 'timers', 'timers/promises', 'stream', 'events', 'assert', 'console');
  await rex.rExecAsync(`const seen = new Set();
    const keep = (value) => { if (typeof value === 'function' || (typeof value === 'object' && value !== null)) seen.add(value); };
    const traps = Object.fromEntries(Object.getOwnPropertyNames(Reflect).filter((name) => typeof Reflect[name] === 'function')
      .map((name) => [name, (target, ...args) => { args.forEach(keep); if (name === 'apply') args[1].forEach(keep); return Reflect[name](target, ...args); }]));
    const spy = () => new Proxy(function () {}, traps);
    const { default: util } = await import('util'); const { default: timers } = await import('timers'); const { default: assert } = await import('assert');
    const { default: Emitter } = await import('events'); const { Readable } = await import('stream'); const { default: cons } = await import('console');
    const uses = [util.inspect, (v) => util.inspect([v], { showHidden: true, showProxy: true, getters: true }), (v) => util.format('%s %o %d', v, v, v),
      (v) => util.isDeepStrictEqual(v, spy()), (v) => util.isDeepStrictEqual([v], [spy()]), ...Object.values(util.types), util.promisify, util.callbackify, util.deprecate,
      (v) => util.promisify(v)(1), timers.setTimeout, timers.promises.setTimeout, (v) => timers.promises.setTimeout(1, v, v), cons.log, cons.table, (v) => cons.assert(false, v),
      assert.deepEqual, (v) => assert.deepStrictEqual(v, 1), assert.throws, (v) => new Emitter(v), (v) => new Emitter().on('x', v).emit('x', v), (v) => new Readable(v).read(), (v) => Readable.from(v)];
    let ran = 0;
    for (const use of uses) { try { await Promise.race([use(spy()), new Promise((resolve) => setTimeout(resolve, 5))]); } catch {} ran += 1; }`);
  expect(rex.rEval('ran === uses.length')).toBe(true);
  expect(rex.rEval('seen.size')).toBeGreaterThan(5);
  // A power is an object without a prototype that has functions of the host's.
  const powers = `[...seen].filter((value) => Reflect.getPrototypeOf(value) === null && Reflect.ownKeys(value).some((key) => typeof value[key] === 'function')).map((value) => Reflect.ownKeys(value).map(String))`;
  expect(rex.rEval(powers)).toEqual([]);
  rex.end();
});

test('the tests of a value’s kind carry no mark from one cell to another', async () => {
  const [one, other] = [withModules('util'), withModules('util')];
  await one.rExecAsync(
    `const { types } = await import('util'); types.isMap.mark = 'mine'; try { types.isMap = () => 'forged'; } catch {} `,
  );
  expect(
    await given(other, `[(await import('util')).types.isMap.mark, (await import('util')).types.isMap(new Map())]`),
  ).toEqual([undefined, true]);
});

test('a guest that changes its emitters changes no other cell’s streams', async () => {
  const [one, other] = [withModules('events', 'stream'), withModules('events', 'stream')];
  await one.rExecAsync(`(await import('events')).default.prototype.emit = () => { throw new Error('poisoned'); };`);
  expect(await given(other, `await (await import('stream')).default.Readable.from([1]).toArray()`)).toEqual([1]);
});
