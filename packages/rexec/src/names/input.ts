/**
 * What a cell's standard input is read from: whatever the host has text in, read in one order by all who read.
 *
 * Trusts: the host's source to give text or bytes. Invariant: what is given is a copy, and after the end there is no more.
 */
import { types } from 'node:util';

/** A piece of text, or of its UTF-8; null or undefined at the end. */
export type TextPiece = Uint8Array | string | null | undefined;

/** What text can be read from: the text, something with a `read` method, pieces in order (a stream of Node's is that). */
export type TextSource =
  | string
  | { read(): Promise<TextPiece> | TextPiece }
  | AsyncIterable<Uint8Array | string>
  | Iterable<Uint8Array | string>;

type Pull = () => Promise<TextPiece> | TextPiece;

const bytesOf = (piece: TextPiece): Uint8Array | null => {
  if (piece === null || piece === undefined) return null;
  if (typeof piece === 'string') return new Uint8Array(Buffer.from(piece));
  if (types.isUint8Array(piece)) return new Uint8Array(piece);
  throw new TypeError(`stdin gave a ${typeof piece}: it gives strings, or Uint8Arrays of UTF-8, and null at the end`);
};

const nextOf = (iterator: AsyncIterator<TextPiece> | Iterator<TextPiece>): Pull => {
  const piece = ({ done, value }: IteratorResult<TextPiece>): TextPiece => (done === true ? null : value);
  return () => {
    const next = iterator.next();
    return types.isPromise(next) ? next.then(piece) : piece(next);
  };
};

const pullOf = (source: TextSource | undefined): Pull => {
  if (source === undefined) return () => null;
  if (typeof source === 'string') return nextOf([source].values());
  if (typeof source === 'object' && source !== null) {
    // A stream of Node's has `read` too, which gives nothing where nothing has arrived.
    if (Symbol.asyncIterator in source) return nextOf(source[Symbol.asyncIterator]());
    if (Symbol.iterator in source) return nextOf(source[Symbol.iterator]());
    if ('read' in source && typeof source.read === 'function') return () => source.read();
  }
  throw new TypeError('stdin is a text, an iterable of texts, or an object that has read()');
};

/** An input. */
export class Input {
  readonly #source: TextSource | undefined;
  #pull: Pull | undefined;
  #pending: Promise<TextPiece> | undefined;
  #hasEnded = false;

  constructor(source: TextSource | undefined) {
    this.#source = source;
  }

  /** The next piece, where it is there at once; undefined where it has to be waited for, null at the end. */
  readNow(): Uint8Array | null | undefined {
    if (this.#pending !== undefined) return undefined;
    const piece = this.#next();
    if (!types.isPromise(piece)) return this.#given(piece);
    this.#pending = piece;
    return undefined;
  }

  /** The next piece; null at the end. */
  async read(): Promise<Uint8Array | null> {
    const piece = this.#pending ?? this.#next();
    this.#pending = undefined;
    return this.#given(await piece);
  }

  #next(): Promise<TextPiece> | TextPiece {
    if (this.#hasEnded) return null;
    this.#pull ??= pullOf(this.#source);
    const piece = this.#pull();
    if (types.isPromise(piece)) {
      // Whoever reads next is told; until then nobody is.
      piece.catch(() => undefined);
    }
    return piece;
  }

  #given(piece: TextPiece): Uint8Array | null {
    const bytes = bytesOf(piece);
    if (bytes === null) this.#hasEnded = true;
    return bytes;
  }
}
