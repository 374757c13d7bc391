/**
 * What each value counts as, among the items of a frame. To read a value, and to have it cross the membrane behind, holds up
 * everything else that the receiver does: the weights are as the times that this takes, in tenths of a microsecond or so.
 *
 * Invariant: writer and reader count alike, so that what may be sent is never refused when it arrives.
 */
import { Tag } from './tags.js';

/** An element, a field, an entry, an argument: whatever stands in a list. */
export const ofEach = 1;
/** A name that a frame has for the first time. */
export const ofName = 6;
/** A name, and value, of an object that has no prototype, or of an error. */
export const ofOwnName = 10;
/** An entry of a Map or Set, beside what is in it. */
export const ofEntry = 3;
/** A stand-in for something of the other side. */
export const ofLink = 32;

/** A symbol. */
export const ofSymbol = 2;

const usual = 6;
const special: ReadonlyMap<number, number> = new Map([
  [Tag.newRecord, 32],
  [Tag.record, 3],
  [Tag.bare, 8],
  [Tag.map, 8],
  [Tag.set, 8],
  [Tag.regexp, 24],
  [Tag.error, 256],
  [Tag.buffer, 16],
  [Tag.view, 16],
  [Tag.boxed, 96],
]);
const highest = 64;
const weights: readonly number[] = Array.from({ length: highest }, (_, tag) => special.get(tag) ?? usual);

/** What an object counts as by itself. */
export const ofObject = (tag: number): number => weights[tag] ?? usual;

/** What a bigint of so many bytes counts as. */
export const ofBigint = (bytes: number): number => 8 + bytes / 4;

/** A membrane walks through arrays up to this length, and by their elements through what is longer. */
const longestWalk = 4 * 1024 * 1024;

/** What a sparse array counts as, beside its elements. */
export const ofLength = (length: number): number => (length <= longestWalk ? length * ofEach : 0);
