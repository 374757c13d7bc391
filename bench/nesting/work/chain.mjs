/** What the works of nesting share: an account, the loop that calls it, and memory. */
import { anew } from '../../rexec/subjects/engine.mjs';

export const unlimited = /** @type {const} */ ({
  cells: 'unlimited',
  depth: 'unlimited',
  endowmentCalls: 'unlimited',
  crossedBytes: 'unlimited',
});

export class Account {
  #total = 0;
  add(/** @type {number} */ amount) {
    this.#total = (this.#total + amount) | 0;
    return this.#total;
  }
  total() {
    return this.#total;
  }
}

/** A guest's loop over eight accounts, so that no compiler knows which is called. @param {string} accounts */
export const calling = (accounts) =>
  anew(`(turns) => {
    const list = ${accounts};
    let sum = 0;
    for (let i = 0; i < turns; i += 1) sum = (sum + list[i & 7].add(i & 3)) | 0;
    return sum;
  }`);

/** Collects until nothing more goes. */
export const memory = () => {
  let least = Infinity;
  for (let still = 0; still < 3; still += 1) {
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    if (heapUsed + external < least - 10_000) still = 0;
    least = Math.min(least, heapUsed + external);
  }
  return least;
};
