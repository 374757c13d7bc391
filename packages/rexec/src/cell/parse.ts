/**
 * Source text to syntax tree, by acorn: what a guest's text declares, mentions and asks for is read off the tree.
 *
 * Trusts: acorn to read JavaScript as the engine does, for the *meaning* of a program only. Confinement does not rest
 * on it: whatever text comes out of here is evaluated inside the cell's Compartment, behind SES's own censor.
 */
import { type Comment, type Options, type Program, type Token, parse as acornParse } from 'acorn';
import { printable } from '../errors/index.js';

/** Where in a source: line and column count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A text is not a program that a cell runs. */
export class SourceError extends Error {
  readonly kind: 'SyntaxError' | 'RangeError';
  readonly place: Place | undefined;
  /** The file, where the one who reads the error could not know it. */
  readonly file: string | undefined;
  constructor(message: string, place?: Place, kind: 'SyntaxError' | 'RangeError' = 'SyntaxError', file?: string) {
    super(message);
    this.kind = kind;
    this.place = place;
    this.file = file;
  }

  /** The same fault, of a file. */
  in(file: string): SourceError {
    return new SourceError(this.message, this.place, this.kind, file);
  }
}

/** A parsed text, with its tokens and comments where they were asked for. Offsets are those of the text. */
export interface Parsed {
  readonly ast: Program;
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
}

const lineEnd = /\r\n|[\n\r\u2028\u2029]/gu;

/** Finds places in one text: its lines are counted once, however many places are asked for. */
export const placesIn = (source: string): ((offset: number) => Place) => {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= [0, ...Array.from(source.matchAll(lineEnd), ({ 0: end, index }) => index + end.length)];
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: Math.max(0, offset - (starts[low] as number)) + 1 };
  };
};

// A program in a cell is strict code. acorn takes that from a directive; the text keeps its offsets minus this.
const strictly = "'use strict';";

interface AcornError {
  readonly pos?: unknown;
}

const faultOf = (error: unknown, source: string, shift: number): SourceError => {
  if (error instanceof RangeError) {
    return new SourceError('the source is nested too deeply to be read', undefined, 'RangeError');
  }
  const offset: unknown = (error as AcornError).pos;
  // acorn puts the position it counted into its message: it is of the shifted text, and of no file.
  const message = (error instanceof Error ? error.message : 'the source cannot be read').replace(/ \(\d+:\d+\)$/u, '');
  return new SourceError(printable(message), typeof offset === 'number' ? placesIn(source)(offset - shift) : undefined);
};

/** How a text is to be read. */
export interface Reading {
  /** Whether it is a module; otherwise it is a strict script. */
  readonly module?: boolean;
  /** Whether `await` may stand at its top level. */
  readonly await?: boolean;
  /** Whether parentheses are nodes of their own. */
  readonly parens?: boolean;
  /** Whether it is the body of a function, as a CommonJS module is: `return` may stand at its top level. */
  readonly body?: boolean;
  /** Whether tokens and comments are wanted. */
  readonly tokens?: boolean;
}

/**
 * Reads a text.
 *
 * @throws SourceError where it is not JavaScript, with the place.
 */
export const parse = (source: string, reading: Reading): Parsed => {
  const tokens: Token[] = [];
  const comments: Comment[] = [];
  const shift = reading.module === true ? 0 : strictly.length;
  const options: Options = {
    ecmaVersion: 'latest',
    sourceType: reading.module === true ? 'module' : 'script',
    allowAwaitOutsideFunction: reading.await === true,
    allowReturnOutsideFunction: reading.body === true,
    allowHashBang: reading.module === true,
    preserveParens: reading.parens === true,
    ranges: true,
    ...(reading.tokens === true ? { onToken: tokens, onComment: comments } : {}),
  };
  const text = shift === 0 ? source : strictly + source;
  try {
    return { ast: acornParse(text, options), tokens, comments };
  } catch (error) {
    throw faultOf(error, source, shift);
  }
};

/** How far the offsets in a parsed text are from those in the source: a script's have a directive before them. */
export const offsetShift = ({ module }: Reading): number => (module === true ? 0 : strictly.length);
