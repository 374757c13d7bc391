/**
 * Parsed files, kept for the whole process: an unchanged file is read as a program once, however many cells import it.
 *
 * The key is the content, so nothing has to be told of changes, and two files with one content are one. Invariants:
 * what is kept holds nothing of any cell and cannot be changed by one; and it is bounded, the least used going first.
 */
import { createHash } from 'node:crypto';
import { type Format, type TextKind, parseSource, textKindOf } from './parsers/parser.js';
import type { ParsedSource } from './parsers/source.js';

const mostBytes = 128 * 1024 * 1024;

interface Entry {
  readonly parsed: ParsedSource;
  readonly bytes: number;
}

/** How many contents may be known by their kind. */
const mostKinds = 16_384;

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64');

const keyOf = (bytes: Uint8Array, { type, module }: Format): string => `${type} ${module ?? ''} ${digestOf(bytes)}`;

/** Parsed files by content, up to so many bytes. */
export class SourceCache {
  readonly #entries = new Map<string, Entry>();
  readonly #kinds = new Map<string, TextKind>();
  readonly #most: number;
  #held = 0;
  #parses = 0;

  constructor(most: number = mostBytes) {
    this.#most = most;
  }

  /** How many times a file was parsed: what the cache saves can be counted. */
  get parses(): number {
    return this.#parses;
  }

  /** How many bytes are kept, as far as they can be told. */
  get held(): number {
    return this.#held;
  }

  /**
   * The parsed file.
   *
   * @throws SourceError as `parseSource`; nothing is kept of it.
   */
  get(bytes: Uint8Array, format: Format): ParsedSource {
    const key = keyOf(bytes, format);
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known.parsed;
    }
    this.#parses += 1;
    const parsed = parseSource(bytes, format);
    this.#keep(key, { parsed, bytes: sizeOf(parsed, bytes) });
    return parsed;
  }

  /** What a text can be, where nothing but the text tells: it is parsed for that. */
  textKindOf(bytes: Uint8Array): TextKind {
    const key = digestOf(bytes);
    const known = this.#kinds.get(key);
    if (known !== undefined) return known;
    this.#parses += 1;
    const kind = textKindOf(new TextDecoder().decode(bytes));
    if (this.#kinds.size === mostKinds) this.#kinds.clear();
    this.#kinds.set(key, kind);
    return kind;
  }

  /** Keeps what was parsed elsewhere, by someone who is trusted to have parsed just this. */
  adopt(bytes: Uint8Array, format: Format, parsed: ParsedSource): void {
    const key = keyOf(bytes, format);
    if (!this.#entries.has(key)) this.#keep(key, { parsed, bytes: sizeOf(parsed, bytes) });
  }

  #keep(key: string, entry: Entry): void {
    if (entry.bytes > this.#most) return;
    this.#entries.set(key, entry);
    this.#held += entry.bytes;
    for (const [oldest, { bytes }] of this.#entries) {
      if (this.#held <= this.#most) break;
      this.#entries.delete(oldest);
      this.#held -= bytes;
    }
  }
}

/** The text, which may be one or two bytes a letter, and what is kept to find places in it. */
const sizeOf = (parsed: ParsedSource, { length }: Uint8Array): number =>
  parsed.kind === 'esm' || parsed.kind === 'cjs' ? 3 * parsed.text.length + 2 * length : 3 * length;

/** The cache of this process. */
export const sources: SourceCache = new SourceCache();
