/**
 * The promises of the other side, until they are settled.
 *
 * Each time that a promise is sent, word of how it ended follows once. Invariant: word of what was not sent, or has been
 * told already, is a violation.
 */
import { ProtocolError } from '../protocol.js';

interface Awaited {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  /** How often word of it has yet to come. */
  owed: number;
}

const ignore = (): void => undefined;

export class Promises {
  readonly #awaited = new Map<number, Awaited>();

  /** A promise for what is to be told of a number. */
  make(id: number): Promise<unknown> {
    const promise = new Promise<unknown>((resolve, reject) => {
      this.#awaited.set(id, { resolve, reject, owed: this.#awaited.get(id)?.owed ?? 0 });
    });
    // A rejection that nobody here waits for must not end the process.
    promise.catch(ignore);
    return promise;
  }

  /** Notes that a promise was received. */
  expect(id: number): void {
    const awaited = this.#awaited.get(id);
    // One that is settled, and still held, is sent again: there is nobody to tell.
    if (awaited === undefined) this.#awaited.set(id, { resolve: ignore, reject: ignore, owed: 1 });
    else awaited.owed += 1;
  }

  /** Settles one. @throws ProtocolError where nothing is owed */
  settle(id: number, isThrown: boolean, value: unknown): void {
    const awaited = this.#awaited.get(id);
    if (awaited === undefined) throw new ProtocolError('unknown id', `${id} is no promise that is open`);
    awaited.owed -= 1;
    if (awaited.owed === 0) this.#awaited.delete(id);
    if (isThrown) awaited.reject(value);
    else awaited.resolve(value);
  }

  /** Rejects all. */
  end(reason: Error): void {
    for (const { reject } of this.#awaited.values()) reject(reason);
    this.#awaited.clear();
  }
}
