/**
 * Names that the language, the runtime and test frameworks read from any object they meet. They read as
 * undefined where a bastion does not expose them, so that `await b`, `JSON.stringify(b)`, `expect(b)`
 * and a debugger work; every other name that is not exposed is an AttributeError.
 */
const probes: ReadonlySet<string> = new Set([
  // The language: await and promise resolution, JSON, conversion to a primitive, species, Object.prototype's own.
  'then',
  'toJSON',
  'valueOf',
  'toLocaleString',
  'constructor',
  '__proto__',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  // Dynamic import of and by namespaces, generators delegating, iterator closing.
  'return',
  'throw',
  // Node's inspect and events, debuggers.
  'inspect',
  'nodeType',
  'href',
  // React, Immutable, jsdom, chai, jest and vitest when they print or compare.
  '$$typeof',
  'asymmetricMatch',
  '@@__IMMUTABLE_ITERABLE__@@',
  '@@__IMMUTABLE_RECORD__@@',
  '@@__IMMUTABLE_ORDERED__@@',
  '@@__IMMUTABLE_KEYED__@@',
  '@@__IMMUTABLE_LIST__@@',
  '@@__IMMUTABLE_SET__@@',
  '@@__IMMUTABLE_MAP__@@',
  '@@__IMMUTABLE_STACK__@@',
  '@@__IMMUTABLE_SEQ__@@',
  'tagName',
  'outerHTML',
  '_isMockFunction',
  // Module interop.
  '__esModule',
  'default',
]);

/** Names that a function is asked for, and an object is not. */
const functionProbes: ReadonlySet<string> = new Set(['prototype', 'caller', 'arguments', 'displayName']);

export const isProbe = (name: string, ofFunction: boolean): boolean =>
  probes.has(name) || (ofFunction && functionProbes.has(name));
