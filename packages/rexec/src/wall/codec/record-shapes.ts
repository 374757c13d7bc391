/**
 * The names of the records of one frame: told once, and then meant by their position.
 *
 * Trusts: nothing of the names. Invariant: whatever they are, they become own properties of a fresh object.
 */
import { ProtocolError } from '../protocol.js';

const { prototype: objectPrototype } = Object;

export interface RecordShape {
  readonly names: readonly string[];
  /** Whether all of the names can be assigned: none is inherited by every object. */
  readonly isPlain: boolean;
  /** All of the names, from the second record on: a copy of it that is filled in takes half the time of one that grows. */
  blank: Record<string, unknown> | undefined;
}

export class RecordShapes {
  #shapes: RecordShape[] = [];

  add(names: readonly string[]): RecordShape {
    const shape = { names, blank: undefined, isPlain: !names.some((name) => name in objectPrototype) };
    this.#shapes.push(shape);
    return shape;
  }

  /** @throws ProtocolError for a position that has none */
  at(index: number): RecordShape {
    const shape = this.#shapes[index];
    if (shape === undefined) throw new ProtocolError('unknown reference', `to the names of record ${index}`);
    return shape;
  }

  /** A new object for the values of a record. */
  objectOf(shape: RecordShape): Record<string, unknown> {
    if (shape.blank !== undefined) return { ...shape.blank };
    if (shape.isPlain) {
      shape.blank = {};
      for (const name of shape.names) shape.blank[name] = undefined;
    }
    return {};
  }

  /** The next frame begins. */
  reset(): void {
    if (this.#shapes.length > 0) this.#shapes = [];
  }
}
