/**
 * What is to happen when a cell ends: in the order in which it was asked for, each whatever the others do.
 *
 * Invariant: when `run` has returned or thrown, everything that was asked for has been done, once; what is asked for
 * later is done at once.
 */

/** The end of one cell. */
export class Ending {
  readonly #steps = new Set<() => void>();
  #hasCome = false;

  /** Has something done at the end. @returns a function that takes it back */
  add(step: () => void): () => void {
    if (this.#hasCome) {
      step();
      return () => undefined;
    }
    this.#steps.add(step);
    return () => {
      this.#steps.delete(step);
    };
  }

  /**
   * Follows a promise up to the end of the cell.
   *
   * @param promise - one that no guest has in hand.
   * @param ended - makes the error that the promise is rejected with, where the end comes first.
   */
  async until<T>(promise: Promise<T>, ended: () => Error): Promise<T> {
    let off!: () => void;
    const end = new Promise<never>((_, reject) => {
      off = this.add(() => {
        reject(ended());
      });
    });
    try {
      return await Promise.race([promise, end]);
    } finally {
      off();
    }
  }

  /** Does it all. @throws what a step threw, an AggregateError where several did */
  run(): void {
    this.#hasCome = true;
    const faults: unknown[] = [];
    for (const step of this.#steps) {
      this.#steps.delete(step);
      try {
        step();
      } catch (fault) {
        faults.push(fault);
      }
    }
    if (faults.length > 1) throw new AggregateError(faults, 'several things failed at the end of a cell');
    if (faults.length === 1) throw faults[0];
  }
}
