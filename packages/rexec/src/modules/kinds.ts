/**
 * The engine's own tests of what kind of thing a value is, for the ports that show and compare values.
 *
 * Trusts: nothing of the value. Invariant: each test looks at what an object is inside, runs no code of anybody's,
 * keeps nothing, and gives a boolean; so it holds no authority, and all cells share the one set.
 */
import { types } from 'node:util';
import { type AnyFunction, disguised } from '../names/disguise.js';

/** The tests there are. Node's `isKeyObject` and `isCryptoKey` are not: they load a module of the host's. */
const tests = [
  'isAnyArrayBuffer',
  'isArgumentsObject',
  'isArrayBuffer',
  'isAsyncFunction',
  'isBigIntObject',
  'isBooleanObject',
  'isBoxedPrimitive',
  'isDataView',
  'isDate',
  'isExternal',
  'isGeneratorFunction',
  'isGeneratorObject',
  'isMap',
  'isMapIterator',
  'isModuleNamespaceObject',
  'isNativeError',
  'isNumberObject',
  'isPromise',
  'isProxy',
  'isRegExp',
  'isSet',
  'isSetIterator',
  'isSharedArrayBuffer',
  'isStringObject',
  'isSymbolObject',
  'isTypedArray',
  'isWeakMap',
  'isWeakSet',
] as const;

/** The tests, by the names that `node:util/types` has them under. */
export const kinds = (): object => {
  const made = Object.create(null) as Record<string, AnyFunction>;
  for (const name of tests) made[name] = disguised(types[name], name, 1);
  return Object.freeze(made);
};
