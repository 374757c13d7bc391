/** What a guest finds when it walks over everything that it can reach is the same on every wall: under the production lockdown. */
import '@padded-cell/rexec/lockdown';
import { beforeAll, expect, test } from 'vitest';
import { process, realm, thread } from './wall.js';

/** All that can be walked to: what each object is, and what it has of its own. */
const walk = `(() => {
  const seen = new Map([[globalThis, 'globalThis']]);
  const lines = [];
  const described = (value, path) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
      return typeof value === 'number' || typeof value === 'string' ? typeof value : String(value);
    }
    if (!seen.has(value)) seen.set(value, path);
    return seen.get(value);
  };
  for (const [object, path] of seen) {
    const kind = Object.isFrozen(object) ? 'frozen' : Object.isExtensible(object) ? 'extensible' : 'closed';
    lines.push(path + ' is ' + kind + ', of ' + described(Reflect.getPrototypeOf(object), path + '.__proto__'));
    if (typeof object === 'function') lines.push(path + ' is called ' + object.name + ' and takes ' + object.length);
    for (const key of Reflect.ownKeys(object)) {
      const d = Reflect.getOwnPropertyDescriptor(object, key);
      const place = path + '.' + String(key);
      const flags = [d.enumerable, d.writable, d.configurable].join();
      const held = Object.hasOwn(d, 'value')
        ? described(d.value, place)
        : described(d.get, place + '<get>') + ' ' + described(d.set, place + '<set>');
      lines.push(place + ' ' + flags + ' ' + held);
    }
  }
  return lines;
})()`;

const errors = `[
  () => null.x, () => nowhere, () => { x; let x; }, () => [].reduce((a) => a), () => new Array(-1), () => BigInt(1.5),
  () => JSON.parse('{'), () => decodeURIComponent('%'), () => Symbol() + '', () => (function f() { f(); })(),
  () => new Proxy({}, null), () => 'a'.repeat(-1), () => Object.defineProperty(1, 'x', {}), () => Reflect.construct(1),
  () => Object.freeze([]).push(1), () => structuredClone(() => 1), () => new URL('x'), () => atob('*'),
  () => Math.random(), () => Date.now(), () => Intl, () => (0, eval)('1 +'), () => Function('}'), () => (0, eval)('x y'),
].map((run) => {
  try { return ['gave', typeof run()]; } catch (error) {
    return [error.name, error.code, error.message, Object.keys(error), error instanceof Error, Object.getPrototypeOf(error).constructor.name];
  }
})`;

const cells = {
  'a cell with nothing': {},
  'a cell with all that changes its globals': {
    okSysNames: ['argv', 'env', 'exit', 'platform', 'stdout', 'stdin', 'nextTick', 'hrtime'],
    okBuiltinModules: ['node:fs', 'node:crypto'],
    clock: 'real',
    random: { seed: 1 },
    intl: { locale: 'de', timeZone: 'Europe/Berlin' },
    endowments: { f: (): number => 1, data: { a: [1] }, n: 1 },
    limits: { cells: 1, depth: 1 },
  },
} as const;

const found = async (wall: typeof realm, options: object): Promise<unknown> => {
  const rex = await wall.make(options);
  const all = [await rex.rEval(walk), await rex.rEval(errors)];
  await rex.end();
  return all;
};

const inRealm = new Map<object, unknown>();
beforeAll(async () => {
  for (const options of Object.values(cells)) {
    // oxlint-disable-next-line no-await-in-loop
    inRealm.set(options, await found(realm, options));
  }
});

test.each(Object.entries(cells))('%s', { timeout: 60_000 }, async (_, options) => {
  const expected = inRealm.get(options) as readonly (readonly unknown[])[];
  expect(expected[0]?.length).toBeGreaterThan(1000);
  expect(await found(process, options)).toEqual(expected);
  expect(await found(thread, options)).toEqual(expected);
});
