/**
 * Names that the language, the runtime and test frameworks read from any object they meet. They read as
 * undefined where a bastion does not expose them, so that `await b`, `JSON.stringify(b)`, `expect(b)` and a
 * React tree that holds one work; every other name that is not exposed is an AttributeError.
 *
 * Invariant: a name is here because a program reads it and goes on when there is nothing; the tests run one
 * such program for each. A name that is here by habit would hide a mistake, and an item of that key.
 */
const probes: ReadonlySet<string> = new Set([
  // The language: await and promise resolution, JSON, conversion to a number, and what gives an iterator up.
  'then',
  'toJSON',
  'valueOf',
  'return',
  'throw',
  // Every comparison and every printer that names a class; and what Node's inspect takes for a URL.
  'constructor',
  'href',
  // What compiled modules ask of what they import.
  '__esModule',
  // Test frameworks, when they print or compare: elements of React, matchers, mocks, Immutable.
  '$$typeof',
  'asymmetricMatch',
  '_isMockFunction',
  '@@__IMMUTABLE_ITERABLE__@@',
  '@@__IMMUTABLE_RECORD__@@',
]);

/** Names that a function is asked for, and an object is not: as a class, and as a component. */
const functionProbes: ReadonlySet<string> = new Set(['prototype', 'displayName']);

/** Names that test frameworks ask what can be iterated for. */
const iterableProbes: ReadonlySet<string> = new Set([
  'size',
  '@@__IMMUTABLE_KEYED__@@',
  '@@__IMMUTABLE_LIST__@@',
  '@@__IMMUTABLE_SET__@@',
]);

export const isProbe = (name: string, isCallable: boolean, isIterable: boolean): boolean =>
  probes.has(name) || (isCallable && functionProbes.has(name)) || (isIterable && iterableProbes.has(name));
