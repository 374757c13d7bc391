/**
 * Where a guest's code was: its own file, line and column, out of a stack that has the host's frames too.
 *
 * Each text is evaluated under a label, `padded-cell://CELL/FILE`, set after the guest's last line, so that a
 * `sourceURL` of the guest's own is overruled. Only frames under the cell's labels are shown.
 *
 * Trusts: nothing of the error; a guest that gives a function a name that looks like a frame invents a position of its
 * own file, and nothing more.
 */
import type { GuestPosition } from '@padded-cell/bastion';
import { stackOf } from '../lockdown/stack.js';
import type { PlaceFound, PlaceMap } from './edits.js';

const mostMaps = 500;
const longestFrame = 2000;
let cells = 0;

/** Names that are the same in it. */
const plain = /^[\w./-]*$/u;

/** A file's name as a `sourceURL` can have it: without spaces, quotes, parentheses and lone surrogates. */
const encode = (file: string): string =>
  plain.test(file)
    ? file
    : encodeURI(Buffer.from(file).toString()).replaceAll(
        /[()'#?]/gu,
        (character) => `%${character.charCodeAt(0).toString(16)}`,
      );

const decode = (text: string): string => {
  try {
    // Parentheses end a frame's place for whoever reads the stack.
    return decodeURIComponent(text).replaceAll('(', '%28').replaceAll(')', '%29');
  } catch {
    return text;
  }
};

/** What the engine calls the function around a program's text. */
const topLevel = /^(?:Object\.)?(?:eval|<anonymous>)$/u;

/** The positions of one cell. */
export class Positions {
  readonly #prefix: string;
  #frame: RegExp | undefined;
  readonly #maps = new Map<string, PlaceMap>();

  constructor() {
    cells += 1;
    this.#prefix = `padded-cell://${cells}/`;
  }

  /** The label for a text of this file, whose places are those of the source by `map`. */
  labelOf(file: string, map: PlaceMap | undefined): string {
    const encoded = encode(file);
    this.#maps.delete(encoded);
    if (map !== undefined) {
      // The oldest goes: its columns are then those of the changed text.
      for (const oldest of this.#maps.size < mostMaps ? [] : this.#maps.keys()) {
        this.#maps.delete(oldest);
        break;
      }
      this.#maps.set(encoded, map);
    }
    return this.#prefix + encoded;
  }

  /** The frames of this cell's code in an error's stack, each `    at name (file:line:column)`. */
  stackOf(error: object): string {
    return this.placesIn(stackOf(error))
      .map(({ function: name, file, line, column }) => {
        const at = `${file}:${line}:${column}`;
        return name === undefined ? `    at ${at}` : `    at ${name} (${at})`;
      })
      .join('\n');
  }

  /** The places of this cell's code in the text of a stack that {@link stackOf} gave, innermost first. */
  placesIn(stack: string): readonly GuestPosition[] {
    this.#frame ??= new RegExp(`^ *at (?:(?:async )?(.*) \\()?${this.#prefix}([^\\s()]+):(\\d+):(\\d+)\\)?$`, 'u');
    const places: GuestPosition[] = [];
    let before: string | undefined;
    for (const line of stack.split('\n')) {
      // A function's name is the guest's to choose, and so is its length.
      const found = line.length > longestFrame ? null : this.#frame.exec(line);
      if (found === null) continue;
      const [, name, encoded = '', row, column] = found;
      // The guest's text starts on the second line; on the first is what we put around it.
      const inText = { line: Number(row) - 1, column: Number(column) };
      if (inText.line === 0) {
        before ??= decode(encoded);
        continue;
      }
      const map = this.#maps.get(encoded);
      const place: PlaceFound | undefined = map === undefined ? inText : map(inText);
      if (place === undefined) continue;
      places.push({
        function: name === undefined || topLevel.test(name) ? undefined : name,
        file: place.file ?? decode(encoded),
        line: place.line,
        column: place.column,
      });
    }
    return places.length > 0 || before === undefined
      ? places
      : [{ function: undefined, file: before, line: 1, column: 1 }];
  }
}
