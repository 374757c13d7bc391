// What kind of thing a value is, by the engine's own tests ($types): they look inside it, and run nobody's code.
const asked =
  `AnyArrayBuffer ArgumentsObject ArrayBuffer AsyncFunction BigIntObject BooleanObject BoxedPrimitive DataView
Date External GeneratorFunction GeneratorObject Map MapIterator ModuleNamespaceObject NativeError NumberObject Promise Proxy
RegExp Set SetIterator SharedArrayBuffer StringObject SymbolObject TypedArray WeakMap WeakSet`.split(/\s+/);
const arrays = `BigInt64Array BigUint64Array Float32Array Float64Array Int8Array Int16Array Int32Array Uint8Array
Uint8ClampedArray Uint16Array Uint32Array`.split(/\s+/);

const types = {};
const add = (kind, test) => {
  Object.defineProperty(test, 'name', { value: `is${kind}` });
  types[`is${kind}`] = test;
};

for (const kind of asked) add(kind, (value) => $types[`is${kind}`](value));
const tagOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;
for (const kind of arrays) add(kind, (value) => Reflect.apply(tagOf, value, []) === kind);
add('ArrayBufferView', (value) => ArrayBuffer.isView(value));

export default types;
