/** Copies of dates, regular expressions and boxed primitives, read from their internal slots. */
import { getOwnPropertyDescriptor, getterOf, keyFor, uncurry } from '../primordials.js';
import { uncrossable } from './uncrossable.js';

/** The instant of a date. */
export const timeOf: (self: unknown) => number = uncurry<unknown, [], number>(Date.prototype.getTime);

const sourceOf = getterOf(RegExp.prototype, 'source');
const flags = (
  [
    ['hasIndices', 'd'],
    ['global', 'g'],
    ['ignoreCase', 'i'],
    ['multiline', 'm'],
    ['dotAll', 's'],
    ['unicode', 'u'],
    ['unicodeSets', 'v'],
    ['sticky', 'y'],
  ] as const
)
  .filter(([name]) => getOwnPropertyDescriptor(RegExp.prototype, name)?.get !== undefined)
  .map(([name, letter]) => [getterOf(RegExp.prototype, name), letter] as const);

/** `lastIndex` goes along where it is a number; a guest may have put an object with a `valueOf` there. */
export const regexpOf = (value: object): RegExp => {
  const letters = flags.map(([isSet, letter]) => (isSet(value) === true ? letter : '')).join('');
  const copy = new RegExp(sourceOf(value) as string, letters);
  const lastIndex: unknown = getOwnPropertyDescriptor(value, 'lastIndex')?.value;
  if (typeof lastIndex === 'number') copy.lastIndex = lastIndex;
  return copy;
};

const unboxed = [Number, String, Boolean, BigInt, Symbol].map(({ prototype }) =>
  uncurry<unknown, [], unknown>(prototype.valueOf as () => unknown),
);

export const boxedOf = (value: object): object => {
  for (const unbox of unboxed) {
    let primitive: unknown;
    try {
      primitive = unbox(value);
    } catch {
      continue;
    }
    if (typeof primitive === 'symbol' && keyFor(primitive) === undefined) {
      throw uncrossable(`${String(primitive)} cannot cross: only registered symbols, Symbol.for('…'), do`);
    }
    return Object(primitive) as object;
  }
  throw uncrossable('an object that only claims to be a boxed primitive cannot cross');
};
