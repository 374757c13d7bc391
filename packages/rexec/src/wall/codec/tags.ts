/** The tags of values on the wire; docs/protocol.md has the table. Invariant: a number is never used again for something else. */
export const Tag = {
  undefined: 0,
  null: 1,
  true: 2,
  false: 3,
  integer: 4,
  float: 5,
  bigint: 6,
  negativeBigint: 7,
  string: 8,
  registeredSymbol: 9,
  wellKnownSymbol: 10,
  hole: 11,
  /** What stands earlier in the same frame. */
  reference: 16,
  /** A plain object whose names follow. */
  newRecord: 17,
  /** A plain object with the names of an earlier one. */
  record: 18,
  /** An object without a prototype. */
  bare: 19,
  array: 20,
  sparseArray: 21,
  /** An array with what the language puts on the result of a match. */
  match: 22,
  map: 23,
  set: 24,
  date: 25,
  regexp: 26,
  error: 27,
  buffer: 28,
  view: 29,
  boxed: 30,
  /** What the sender has and the receiver gets to hold. */
  behaviour: 40,
  promise: 41,
  iterator: 42,
  asyncIterator: 43,
  /** What the receiver gave before. */
  home: 44,
} as const;

/** Every view there is, by its number on the wire; 0 is a DataView. */
export const viewClasses: readonly string[] = [
  'DataView',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'Float16Array',
];

/** What the language puts on the result of a match. */
export const matchExtras: readonly string[] = ['index', 'input', 'groups', 'indices'];

/** The well-known symbols, by their names. */
export const wellKnownSymbols: ReadonlyMap<string, symbol> = new Map(
  Object.getOwnPropertyNames(Symbol).flatMap((name) => {
    const value: unknown = (Symbol as unknown as Record<string, unknown>)[name];
    return typeof value === 'symbol' ? [[name, value] as const] : [];
  }),
);
