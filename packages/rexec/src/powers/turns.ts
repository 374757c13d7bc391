/**
 * Turns: what one cell has running on the host's threads at one time, and how much of it waits.
 *
 * The engine has few threads for files, names of hosts, keys and compression, and all that is in the process shares them.
 * Invariants: of one cell only so much runs at one time that the host's own finds a thread; and what has not begun when
 * the cell ends does not begin.
 */
import pLimit from 'p-limit';

const mostAtOneTime = 2;

/** Runs operations in turn. */
export class Turns {
  readonly #limit = pLimit(mostAtOneTime);
  readonly #mostWaiting: number;
  #hasEnded = false;

  constructor(mostWaiting: number, onEnd: (stop: () => void) => unknown) {
    this.#mostWaiting = mostWaiting;
    onEnd(() => {
      this.#hasEnded = true;
    });
  }

  /** Whether no more may wait. */
  get isFull(): boolean {
    return this.#limit.pendingCount >= this.#mostWaiting;
  }

  /** Whether the cell has ended: what is under way stops where it can. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Runs an operation when it is its turn. */
  async run<T>(operation: () => Promise<T>): Promise<T> {
    return await this.#limit(async () => {
      if (this.#hasEnded) throw new Error('the cell has ended');
      return await operation();
    });
  }
}
