/**
 * The names that read as undefined where a bastion does not expose them: each is here with a program that
 * reads it from whatever it meets, and goes on where there is nothing.
 */
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { allow, AttributeError } from '@padded-cell/bastion';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { processError, stringify } from 'vitest/internal/browser';
import { bastion, thrownBy, type Anything } from './untyped.js';

type Program = (value: Anything) => unknown;

/** What vitest does to tell of an expectation that failed. */
const tellOfFailure = (check: () => unknown): string => {
  const { message, diff } = processError(thrownBy(check)) as { message: string; diff?: string };
  return `${message} ${diff}`;
};

/** What TypeScript makes of the import of a CommonJS module. */
const importing = ts.transpileModule('import it from "it"; export default it;', {
  compilerOptions: { module: ts.ModuleKind.CommonJS, esModuleInterop: true },
}).outputText;

const prints: Program = (b) => assert.match(stringify(b), /^Object {}$/);
const compares: Program = (b) => expect(b).toEqual(b);
const iterate = (b: unknown): Iterable<unknown> => ({ [Symbol.iterator]: () => b as Iterator<unknown> });

/** By what is exposed: nothing but a method; a method `next`; a call; a method `__iter__`. */
const programs: Record<'any' | 'iterator' | 'callable' | 'iterable', Record<string, Program>> = {
  any: {
    // oxlint-disable-next-line unicorn/no-thenable -- it is a table of names, and never awaited
    then: async (b) => assert.equal(await b, b),
    toJSON: (b) => assert.equal(JSON.stringify({ b }), '{"b":{}}'),
    valueOf: (b: Anything) => assert.equal(b + 1, '<Bastion for it>1'),
    constructor: prints,
    href: (b) => assert.match(inspect(b, { customInspect: false }), /Bastion/),
    __esModule: (b) => {
      const exports: { default?: unknown } = {};
      // oxlint-disable-next-line typescript/no-implied-eval -- the module that the compiler made
      new Function('require', 'exports', `${importing}; exports.default = it_1.default;`)(() => b, exports);
      assert.equal(exports.default, b);
    },
    $$typeof: prints,
    asymmetricMatch: (b) =>
      assert.match(
        tellOfFailure(() => expect({}).toBe(b)),
        /Object\.is equality/,
      ),
    _isMockFunction: (b) => expect(b).toMatchInlineSnapshot(`{}`),
    '@@__IMMUTABLE_ITERABLE__@@': prints,
    '@@__IMMUTABLE_RECORD__@@': prints,
  },
  iterator: {
    return: (b) => {
      for (const value of iterate(b)) {
        assert.equal(value, 1);
        break;
      }
    },
    throw: (b) => {
      const generator = (function* () {
        yield* iterate(b);
      })();
      generator.next();
      assert.throws(() => generator.throw(new Error('mine')), /does not provide a 'throw' method/);
    },
  },
  callable: {
    prototype: (b) => assert.throws(() => class extends b {}, /prototype property undefined/),
    displayName: (b) =>
      assert.match(stringify({ $$typeof: Symbol.for('react.element'), type: b, props: {} }), /Unknown/),
  },
  iterable: {
    size: compares,
    '@@__IMMUTABLE_KEYED__@@': compares,
    '@@__IMMUTABLE_LIST__@@': compares,
    '@@__IMMUTABLE_SET__@@': compares,
  },
};

type Shape = keyof typeof programs;

const bastions: Record<Shape, () => Anything> = {
  any: () => bastion({ knock: () => 1 }, allow('knock'), 'it'),
  iterator: () => bastion({ next: () => ({ value: 1, done: false }) }, allow('next'), 'it'),
  callable: () => bastion(() => 1, allow('__call__'), 'it'),
  iterable: () => bastion(new Set([1]), allow('__iter__'), 'it'),
};

/** What stands for a bastion and notes the names that are read from it. */
const spyOf = (shape: Shape): { readonly spy: Anything; readonly read: Set<string> } => {
  const read = new Set<string>();
  const guard = new Proxy(Object.create(null) as object, {
    get: (_, name) => void (typeof name === 'string' && read.add(name)),
    has: () => false,
  });
  const prototype = Object.create(guard, {
    toString: { value: () => '<Bastion for it>' },
    [Symbol.toStringTag]: { value: 'Bastion' },
  });
  if (shape === 'iterator') Object.defineProperty(prototype, 'next', { value: () => ({ value: 1, done: false }) });
  if (shape === 'iterable') Object.defineProperty(prototype, Symbol.iterator, { value: () => [1].values() });
  const spy: object = shape === 'callable' ? Function.prototype.bind.call(class {}, undefined) : {};
  if (shape === 'callable') Object.defineProperty(spy, 'name', { value: '' });
  return { spy: Object.setPrototypeOf(spy, prototype), read };
};

const rows = (Object.keys(programs) as Shape[]).flatMap((shape) =>
  Object.entries(programs[shape]).map(([name, program]) => [name, shape, program] as const),
);

test.each(rows)('%s: a program reads it from %s bastion, and works', async (name, shape, program) => {
  const { spy, read } = spyOf(shape);
  await program(spy);
  expect([...read]).toContain(name);
  const b = bastions[shape]();
  expect(b[name]).toBeUndefined();
  await program(b);
});

const method = (): string => 'called';

test('these are all the names in src/probes.ts', () => {
  const source = readFileSync(new URL('../src/probes.ts', import.meta.url), 'utf8').replaceAll(
    /\/\*[^]*?\*\/|\/\/.*/g,
    '',
  );
  const names = [...source.matchAll(/'([^']+)'/g)].map(([, name]) => name);
  expect(new Set(names)).toEqual(new Set(rows.map(([name]) => name)));
});

test.each(rows)('%s, where the filter of %s bastion accepts it and the target has it, is a method', (name, shape) => {
  if (name === 'constructor' || name === 'prototype') return;
  const target: Anything = shape === 'callable' ? Object.assign(() => 1, { [name]: method }) : { [name]: method };
  expect(bastion(target, allow(name))[name]()).toBe('called');
});

test.each(['size', 'prototype', 'displayName', '@@__IMMUTABLE_KEYED__@@'])(
  '%s is not asked of an ordinary object, and so is an AttributeError there',
  (name) => {
    expect(() => bastions.any()[name]).toThrow(AttributeError);
  },
);

test.each([
  'inspect',
  'nodeType',
  'default',
  'hasOwnProperty',
  '__proto__',
  'caller',
  'length',
  'name',
  'message',
  'status',
])('%s is no probe, and is an AttributeError', (name) => {
  expect(() => bastions.any()[name]).toThrow(AttributeError);
});

test('a probe never asks for an item', () => {
  const asked: unknown[] = [];
  const b = bastion({ __getitem__: (key: unknown) => asked.push(key) }, allow('__getitem__'));
  for (const name of Object.keys(programs.any)) expect(b[name]).toBeUndefined();
  expect(asked).toEqual([]);
});

test('a probe on an heir of a bastion is undefined, so that one can be printed', () => {
  const heir = Object.create(bastions.any()) as object;
  expect(inspect(heir)).toBe('<Bastion for ?>');
  expect(JSON.stringify(heir)).toBe('{}');
});
