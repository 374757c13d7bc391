/**
 * WebAssembly, so far as a cell has to know it: the memory that a module declares, bounded before it is compiled.
 *
 * A memory grows by an instruction, and nobody is asked; only the maximum in its declaration holds it. So the declaration
 * is written anew. Trusts: nothing of the bytes; the engine validates what comes out. Invariant: no module gets out of
 * here with a memory that may grow past what it is given.
 */
import { SourceError } from '../../cell/parse.js';

/** 64 KiB. */
const pagesInMiB = 16;
/** What 32 bits can address. */
const mostPages = 65_536;

const memorySection = 5;

const fail = (why: string): never => {
  throw new SourceError(`the WebAssembly cannot be read: ${why}`);
};

class Reader {
  at: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  byte(): number {
    const byte = this.#bytes[this.at];
    this.at += 1;
    return byte ?? fail('it ends too early');
  }

  /** An unsigned number in LEB128, of at most 32 bits. */
  number(): number {
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      result += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return result <= 0xffff_ffff ? result : fail('a number is too large');
    }
    return fail('a number is too long');
  }
}

const encoded = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  do {
    const more = rest >= 0x80;
    bytes.push((rest % 0x80) | (more ? 0x80 : 0));
    rest = Math.floor(rest / 0x80);
  } while (rest > 0);
  return bytes;
};

/** The memories of a module, in pages. */
interface Memory {
  readonly least: number;
  readonly most: number;
}

interface Found {
  /** Where the section is, heading included. */
  readonly start: number;
  readonly end: number;
  readonly memories: readonly Memory[];
}

const memoryIn = (reader: Reader): Memory => {
  const flags = reader.byte();
  if (flags !== 0 && flags !== 1) fail('a cell has no shared memory, and none of 64 bits');
  const least = reader.number();
  return { least, most: flags === 1 ? reader.number() : mostPages };
};

const memoriesIn = (bytes: Uint8Array): Found | undefined => {
  const reader = new Reader(bytes, 8);
  let found: Found | undefined;
  while (reader.at < bytes.length) {
    const start = reader.at;
    const id = reader.byte();
    const size = reader.number();
    const end = reader.at + size;
    if (end > bytes.length) fail('it ends too early');
    if (id === memorySection) {
      if (found !== undefined) fail('it has two sections of memories');
      const count = reader.number();
      if (count > 1) fail('it has more than one memory');
      found = { start, end, memories: Array.from({ length: count }, () => memoryIn(reader)) };
    }
    reader.at = end;
  }
  return found;
};

/**
 * A module with its memory bounded.
 *
 * @param reserve - takes the MiB that the memory starts with and those that it may come to have; gives those that it gets.
 */
export const bounded = (bytes: Uint8Array, reserve: (least: number, most: number) => number): Uint8Array => {
  const found = memoriesIn(bytes);
  const [memory] = found?.memories ?? [];
  if (found === undefined || memory === undefined) return new Uint8Array(bytes);
  const most = Math.max(memory.least, Math.min(memory.most, mostPages));
  const given = reserve(Math.ceil(memory.least / pagesInMiB), Math.ceil(most / pagesInMiB)) * pagesInMiB;
  const declared = [1, 1, ...encoded(memory.least), ...encoded(Math.max(memory.least, Math.min(most, given)))];
  const section = [memorySection, ...encoded(declared.length), ...declared];
  const result = new Uint8Array(found.start + section.length + bytes.length - found.end);
  result.set(bytes.subarray(0, found.start));
  result.set(section, found.start);
  result.set(bytes.subarray(found.end), found.start + section.length);
  return result;
};
