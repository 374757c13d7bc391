/**
 * Counts the items of a frame, by their weights.
 *
 * Invariant: what is counted is allowed, or refused before it is made.
 */
export class Items {
  #most: number;
  readonly #refusal: (most: number) => Error;
  #spent = 0;

  /**
   * @param most How many a frame may have.
   * @param refusal Makes the error for more.
   */
  constructor(most: number, refusal: (most: number) => Error) {
    this.#most = most;
    this.#refusal = refusal;
  }

  spend(items: number): void {
    this.#spent += items;
    if (this.#spent > this.#most) throw this.#refusal(this.#most);
  }

  /** Another bound, from now on. */
  bound(most: number): void {
    this.#most = most;
  }

  /** The next frame begins. */
  reset(): void {
    this.#spent = 0;
  }
}
