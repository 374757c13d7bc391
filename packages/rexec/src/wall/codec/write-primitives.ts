/** Writes the primitives that take more than a byte and a length. Invariant: what is written is read as the same value. */
import { Buffer } from 'node:buffer';
import { CrossingError } from '@padded-cell/bastion';
import type { Items } from './items.js';
import { Tag, wellKnownSymbols } from './tags.js';
import { ofBigint, ofSymbol } from './weights.js';
import type { Writer } from './writer.js';

const symbolNames: ReadonlyMap<symbol, string> = new Map(
  Array.from(wellKnownSymbols, ([name, symbol]) => [symbol, name]),
);

export const writeNumber = (value: number, writer: Writer): void => {
  // Minus zero is no integer here.
  if ((value | 0) === value && !Object.is(value, -0)) {
    writer.byte(Tag.integer);
    writer.count(value < 0 ? value * -2 - 1 : value * 2);
  } else {
    writer.byte(Tag.float);
    writer.float(value);
  }
};

export const writeBigint = (value: bigint, writer: Writer, items: Items): void => {
  const digits = (value < 0n ? -value : value).toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  items.spend(ofBigint(bytes.length));
  writer.byte(value < 0n ? Tag.negativeBigint : Tag.bigint);
  writer.count(bytes.length);
  writer.raw(bytes);
};

/** @throws CrossingError for a symbol that means nothing on the other side */
export const writeSymbol = (value: symbol, writer: Writer, items: Items): void => {
  const known = symbolNames.get(value);
  const key = known ?? Symbol.keyFor(value);
  if (key === undefined) throw new CrossingError('a symbol that is not registered cannot cross');
  items.spend(ofSymbol);
  writer.byte(known === undefined ? Tag.registeredSymbol : Tag.wellKnownSymbol);
  writer.string(key);
};
