/**
 * Small changes to a source text that keep its lines, and the way back from a place in the changed text.
 *
 * Invariant: an edit neither adds nor removes a line, so only columns of edited lines move.
 */
import { type Place, placesIn } from './parse.js';

/** `length` characters at `start` become `text`. */
export interface Edit {
  readonly start: number;
  readonly length: number;
  readonly text: string;
}

/** A place, and the file it is in, where that is not the one that was asked about. */
export interface PlaceFound extends Place {
  readonly file?: string;
}

/** From a place in a changed text to the place it came from; undefined where that is not the guest's text. */
export type PlaceMap = (place: Place) => PlaceFound | undefined;

// At one place, what is put in comes before what is replaced, and otherwise in the order given.
const sorted = (edits: readonly Edit[]): Edit[] => edits.toSorted((a, b) => a.start - b.start || a.length - b.length);

/** The text with its edits made. They do not overlap. */
export const applyEdits = (source: string, edits: readonly Edit[]): string => {
  let text = '';
  let from = 0;
  for (const { start, length, text: inserted } of sorted(edits)) {
    text += source.slice(from, start) + inserted;
    from = start + length;
  }
  return text + source.slice(from);
};

interface Moved extends Place {
  /** How many columns what follows on the line has moved. */
  readonly grown: number;
}

const movedByLine = (source: string, edits: readonly Edit[]): ReadonlyMap<number, readonly Moved[]> => {
  const placeOf = placesIn(source);
  const byLine = new Map<number, Moved[]>();
  for (const { start, length, text } of edits) {
    const place = placeOf(start);
    const others = byLine.get(place.line);
    const moved = { ...place, grown: text.length - length };
    if (others === undefined) byLine.set(place.line, [moved]);
    else others.push(moved);
  }
  return byLine;
};

/** The way back, or undefined where no column moved. It is worked out when it is first asked for: at an error. */
export const placeMapOf = (source: string, edits: readonly Edit[]): PlaceMap | undefined => {
  const moving = sorted(edits).filter(({ length, text }) => length !== text.length);
  if (moving.length === 0) return undefined;
  let byLine: ReadonlyMap<number, readonly Moved[]> | undefined;
  return ({ line, column }) => {
    byLine ??= movedByLine(source, moving);
    let shift = 0;
    for (const edit of byLine.get(line) ?? []) {
      if (edit.column + shift >= column) break;
      shift += Math.min(edit.grown, column - shift - edit.column);
    }
    return { line, column: column - shift };
  };
};
