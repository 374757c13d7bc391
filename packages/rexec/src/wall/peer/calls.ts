/**
 * The calls of one side that have no answer yet: those whose callers wait, each within the next, and those whose callers
 * have a promise.
 *
 * Invariant: an answer is taken once, and only where one is open.
 */
import { ProtocolError } from '../protocol.js';

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** What came for a call. */
export interface Answer {
  readonly isThrown: boolean;
  readonly value: unknown;
}

/** A call whose caller waits. */
interface Waiting {
  readonly call: number;
  answer: Answer | undefined;
}

export class Calls {
  readonly #pending = new Map<number, Pending>();
  /** Each within the one before it. */
  readonly #waiting: Waiting[] = [];
  #last = 0;

  /** How many have promises. */
  get pending(): number {
    return this.#pending.size;
  }

  /** How many are waited for. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** A number for the next. */
  next(): number {
    this.#last += 1;
    return this.#last;
  }

  /** Notes a call that has a promise. */
  pend(call: number, pending: Pending): void {
    this.#pending.set(call, pending);
  }

  /** Waits for the answer of a call. @param take Takes what comes meanwhile, or throws where nothing will */
  wait(call: number, take: () => void): Answer {
    const waiting: Waiting = { call, answer: undefined };
    this.#waiting.push(waiting);
    try {
      while (waiting.answer === undefined) take();
      return waiting.answer;
    } finally {
      this.#waiting.pop();
    }
  }

  /** Takes an answer. @throws ProtocolError where none is open */
  answer(call: number, answer: Answer): void {
    const waiting = this.#waitingFor(call);
    if (waiting !== undefined) {
      waiting.answer = answer;
      return;
    }
    const pending = this.#pending.get(call);
    if (pending === undefined) throw new ProtocolError('unknown call', `${call} waits for no answer`);
    this.#pending.delete(call);
    if (answer.isThrown) pending.reject(answer.value);
    else pending.resolve(answer.value);
  }

  /** The innermost is answered first as a rule. */
  #waitingFor(call: number): Waiting | undefined {
    for (let index = this.#waiting.length - 1; index >= 0; index -= 1) {
      const waiting = this.#waiting[index] as Waiting;
      if (waiting.call === call) return waiting.answer === undefined ? waiting : undefined;
    }
    return undefined;
  }

  /** Rejects those that have promises. */
  end(reason: Error): void {
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }
}
