/**
 * WebAssembly, so far as a cell has to know it: the memory and the tables that a module declares, bounded before it is
 * compiled.
 *
 * They grow by an instruction, and nobody is asked; only the maximum in a declaration holds them. So the declaration
 * is written anew. Trusts: nothing of the bytes; the engine validates what comes out. Invariant: no module gets out of
 * here with a memory or a table that may grow past what it is given.
 */
import { SourceError } from '../../cell/parse.js';

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

/** What a module declares of a memory, in pages, or of a table, in entries. */
interface Limits {
  /** What stands before them: the type of a table's entries. */
  readonly type: readonly number[];
  readonly least: number;
  readonly most: number;
}

interface Section {
  readonly kind: Kind;
  /** Where it is, heading included. */
  readonly start: number;
  readonly end: number;
  readonly declared: readonly Limits[];
}

/** What of a module grows. */
interface Kind {
  readonly id: number;
  /** How many of it a MiB holds. */
  readonly perMiB: number;
  /** The most that there can be, and the most that one can come to have beyond what it starts with. */
  readonly most: number;
  readonly growth: number;
  readonly mostDeclared: number;
  readonly type: (reader: Reader) => readonly number[];
  readonly plural: string;
}

const kinds: readonly Kind[] = [
  {
    id: 4,
    // An entry takes the engine 16 bytes or less.
    perMiB: 65_536,
    most: 10_000_000,
    growth: 65_536,
    mostDeclared: 64,
    type: (reader) => {
      const type = reader.byte();
      return type === 0x70 || type === 0x6f ? [type] : fail('a cell has tables of functions and of references only');
    },
    plural: 'tables',
  },
  // A page is 64 KiB, and 32 bits address so many.
  { id: 5, perMiB: 16, most: 65_536, growth: 65_536, mostDeclared: 1, type: () => [], plural: 'memories' },
];

const limitsIn = (reader: Reader, { type, most, growth, plural }: Kind): Limits => {
  const before = type(reader);
  const flags = reader.byte();
  if (flags !== 0 && flags !== 1) fail(`a cell has no shared ${plural}, and none of 64 bits`);
  const least = reader.number();
  const declared = flags === 1 ? reader.number() : most;
  return { type: before, least, most: Math.max(least, Math.min(declared, most, least + growth)) };
};

const sectionsIn = (bytes: Uint8Array): readonly Section[] => {
  const reader = new Reader(bytes, 8);
  const found: Section[] = [];
  while (reader.at < bytes.length) {
    const start = reader.at;
    const id = reader.byte();
    const size = reader.number();
    const end = reader.at + size;
    if (end > bytes.length) fail('it ends too early');
    const kind = kinds.find((each) => each.id === id);
    if (kind !== undefined) {
      if (found.some((section) => section.kind === kind)) fail(`it has two sections of ${kind.plural}`);
      const count = reader.number();
      if (count > kind.mostDeclared) fail(`it has more than ${kind.mostDeclared} of its ${kind.plural}`);
      found.push({ kind, start, end, declared: Array.from({ length: count }, () => limitsIn(reader, kind)) });
    }
    reader.at = end;
  }
  return found;
};

/** Takes MiB: at least so many, at most so many; gives how many. */
type Reserve = (least: number, most: number) => number;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** A section with its limits bounded: what is given beyond what it starts with is shared out evenly. */
const boundedSection = ({ kind, declared }: Section, reserve: Reserve): readonly number[] => {
  const least = sum(declared.map((each) => each.least));
  const most = sum(declared.map((each) => each.most));
  const given = reserve(Math.ceil(least / kind.perMiB), Math.ceil(most / kind.perMiB)) * kind.perMiB;
  const share = Math.floor(Math.max(0, given - least) / Math.max(1, declared.length));
  const limits = declared.flatMap((each) => [
    ...each.type,
    1,
    ...encoded(each.least),
    ...encoded(Math.min(each.most, each.least + share)),
  ]);
  const content = [...encoded(declared.length), ...limits];
  return [kind.id, ...encoded(content.length), ...content];
};

/**
 * A module with its memory and its tables bounded.
 *
 * @param reserve - is asked once for the tables and once for the memory, where there are any.
 */
export const bounded = (bytes: Uint8Array, reserve: Reserve): Uint8Array => {
  const parts: (Uint8Array | readonly number[])[] = [];
  let done = 0;
  for (const section of sectionsIn(bytes)) {
    parts.push(bytes.subarray(done, section.start), boundedSection(section, reserve));
    done = section.end;
  }
  parts.push(bytes.subarray(done));
  const result = new Uint8Array(sum(parts.map(({ length }) => length)));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
};
