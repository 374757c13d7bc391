/**
 * What one side has given the other to hold, by the numbers it is known by there.
 *
 * A number is counted as often as it is sent, and given up as often as the other side says that it was received: so a
 * release that meets the number on its way is not taken for the last one. Invariants: no number is used twice; the other
 * side can name nothing that it was not given, nor give up more than it has.
 */
import { CrossingError } from '@padded-cell/bastion';
import { ProtocolError } from '../protocol.js';

/** What can be given. */
export type ExportKind = 'behaviour' | 'promise' | 'iterator' | 'asyncIterator';

interface Export {
  readonly value: object;
  readonly kind: ExportKind;
  count: number;
}

export class Exports {
  readonly #most: number;
  readonly #held = new Map<number, Export>();
  readonly #ids = new Map<object, number>();
  #last = 0;

  /** @param most How many there may be at one time. */
  constructor(most: number) {
    this.#most = most;
  }

  /** How many the other side holds. */
  get size(): number {
    return this.#held.size;
  }

  /** The number of what is about to be sent, counted once more. @throws CrossingError where there are too many */
  send(value: object, kind: ExportKind): number {
    const known = this.#ids.get(value);
    if (known !== undefined) {
      (this.#held.get(known) as Export).count += 1;
      return known;
    }
    if (this.#held.size >= this.#most) {
      throw new CrossingError(
        `the other side of the wall holds ${this.#most} objects already; it gets more when it lets go of some`,
      );
    }
    this.#last += 1;
    this.#held.set(this.#last, { value, kind, count: 1 });
    this.#ids.set(value, this.#last);
    return this.#last;
  }

  /** What a number stands for. @throws ProtocolError for a number that the other side does not hold */
  get(id: number): Export {
    const found = this.#held.get(id);
    if (found === undefined) throw new ProtocolError('unknown id', `${id} is nothing that it holds`);
    return found;
  }

  /** Gives up what was received, or was not sent in the end. @throws ProtocolError for more than was sent */
  release(id: number, count: number): void {
    const found = this.get(id);
    if (count < 1 || count > found.count) {
      throw new ProtocolError('false release', `of ${id}, ${count} times, which was sent ${found.count} times`);
    }
    found.count -= count;
    if (found.count > 0) return;
    this.#held.delete(id);
    this.#ids.delete(found.value);
  }

  clear(): void {
    this.#held.clear();
    this.#ids.clear();
  }
}
