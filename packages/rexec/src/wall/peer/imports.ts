/**
 * What one side holds of the other's: a stand-in for each number, the same one as long as anybody has it.
 *
 * Invariant: what is told to the other side as released was received, and is held by nobody here.
 */
import { ProtocolError } from '../protocol.js';
import type { ExportKind } from './exports.js';

/** What stands for something of the other side. */
export interface Standing {
  /** What calls arrive at; it lives as long as anybody can reach what was given. */
  readonly stand: object;
  /** What is given for it. */
  readonly given: object;
}

interface Import {
  readonly kind: ExportKind;
  readonly stand: WeakRef<object>;
  count: number;
}

export class Imports {
  readonly #most: number;
  readonly #held = new Map<number, Import>();
  readonly #ids = new WeakMap<object, number>();
  readonly #given = new WeakMap<object, object>();
  readonly #collected: FinalizationRegistry<number>;
  #released: [id: number, count: number][] = [];
  readonly #send: (released: readonly (readonly [id: number, count: number])[]) => void;

  /**
   * @param most How many there may be at one time.
   * @param send Tells the other side what is released.
   */
  constructor(most: number, send: (released: readonly (readonly [id: number, count: number])[]) => void) {
    this.#most = most;
    this.#send = send;
    this.#collected = new FinalizationRegistry((id) => {
      this.#collect(id);
    });
  }

  /** How many are held. */
  get size(): number {
    return this.#held.size;
  }

  /** The number of what stands for something of the other side, or was given for it. */
  idOf(value: object): number | undefined {
    return this.#ids.get(value);
  }

  /** What is given for what stands, where it is another object. */
  givenFor(stand: object): object | undefined {
    return this.#given.get(stand);
  }

  /** What is given for a number that arrived. @throws ProtocolError where there are too many, or it was of another kind */
  receive(id: number, kind: ExportKind, make: () => Standing): object {
    const known = this.#held.get(id);
    if (known !== undefined && known.kind !== kind) throw new ProtocolError('forged id', `${id} was no ${kind} before`);
    const stand = known?.stand.deref();
    if (known !== undefined && stand !== undefined) {
      known.count += 1;
      return this.#given.get(stand) as object;
    }
    if (known === undefined && this.#held.size >= this.#most) {
      throw new ProtocolError('too many', `it has given more than ${this.#most} objects to hold`);
    }
    const made = make();
    // What was received for a stand-in that is gone, and not yet told, goes with the new one.
    this.#held.set(id, { kind, stand: new WeakRef(made.stand), count: (known?.count ?? 0) + 1 });
    this.#ids.set(made.stand, id);
    this.#ids.set(made.given, id);
    this.#given.set(made.stand, made.given);
    this.#collected.register(made.stand, id);
    return made.given;
  }

  #collect(id: number): void {
    const held = this.#held.get(id);
    if (held === undefined || held.stand.deref() !== undefined) return;
    this.#held.delete(id);
    if (this.#released.length === 0) {
      // Many are collected at a time; they are told together.
      queueMicrotask(() => {
        const released = this.#released;
        this.#released = [];
        this.#send(released);
      });
    }
    this.#released.push([id, held.count]);
  }

  clear(): void {
    this.#held.clear();
    this.#released = [];
  }
}
