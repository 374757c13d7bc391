/**
 * Reads primitives.
 *
 * Trusts: nothing of the bytes. Invariant: what is no primitive is a ProtocolError.
 */
import { Buffer } from 'node:buffer';
import { malformed, ProtocolError } from '../protocol.js';
import type { Items } from './items.js';
import type { Reader } from './reader.js';
import { Tag, wellKnownSymbols } from './tags.js';
import { ofBigint, ofSymbol } from './weights.js';

/** Makes registered symbols. */
export interface Symbols {
  /** The engine keeps each for ever. @throws ProtocolError where there are too many */
  registered(key: string): symbol;
}

const integerOf = (written: number): number => {
  if (written > 2 ** 32) throw malformed('an integer is larger than one can be');
  return written % 2 === 1 ? -(written + 1) / 2 : written / 2;
};

/** The bytes are its digits, the highest first. */
const bigintOf = (bytes: ArrayBuffer, isNegative: boolean): bigint => {
  try {
    const value = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
    return isNegative ? -value : value;
  } catch {
    throw malformed('a bigint is larger than one can be');
  }
};

const readBigint = (tag: number, reader: Reader, items: Items): bigint => {
  const bytes = reader.countOfRest();
  items.spend(ofBigint(bytes));
  return bigintOf(reader.raw(bytes), tag === Tag.negativeBigint);
};

const wellKnown = (name: string): symbol => {
  const symbol = wellKnownSymbols.get(name);
  if (symbol === undefined) throw malformed('a well-known symbol is not known');
  return symbol;
};

const readSymbol = (tag: number, reader: Reader, items: Items, symbols: Symbols): symbol => {
  items.spend(ofSymbol);
  const name = reader.string();
  return tag === Tag.registeredSymbol ? symbols.registered(name) : wellKnown(name);
};

/** What follows a tag below those of objects. @throws ProtocolError */
export const readPrimitive = (tag: number, reader: Reader, items: Items, symbols: Symbols): unknown => {
  switch (tag) {
    case Tag.undefined:
      return undefined;
    case Tag.null:
      return null;
    case Tag.true:
      return true;
    case Tag.false:
      return false;
    case Tag.integer:
      return integerOf(reader.count());
    case Tag.float:
      return reader.float();
    case Tag.string:
      return reader.string();
    case Tag.bigint:
    case Tag.negativeBigint:
      return readBigint(tag, reader, items);
    case Tag.registeredSymbol:
    case Tag.wellKnownSymbol:
      return readSymbol(tag, reader, items, symbols);
    default:
      throw new ProtocolError('unknown kind', `a value of kind ${tag}`);
  }
};
