/**
 * Counting what crosses, for those who ration it.
 *
 * Invariant: what is counted is counted before it happens. A count costs a subtraction; only where an allowance is used
 * up does anybody have to be asked.
 */

/** An allowance that calls, or bytes, are taken from. */
export interface Meter {
  /** How much may pass before `more` is called. It goes below zero by what is missing. */
  left: number;
  /** Called when `left` is below zero: raises it, or throws what the one who called is to get. */
  more(): void;
}

/** What is counted of a membrane. */
export interface Meters {
  /** Calls that go down to the host: of methods, special methods, functions, and steps of iterators. */
  readonly calls?: Meter;
  /**
   * Bytes that are copied, both ways: {@link bytesOfItem} for each object, field, element and entry, and what binary
   * data has. Text is not copied in a realm, and counts as one item however long it is.
   */
  readonly bytes?: Meter;
}

/** What an item of a copy counts as: a reference, and a share of the object that holds it. */
export const bytesOfItem = 16;

/** Nothing is counted. */
export const unmetered: Meter = {
  left: Number.POSITIVE_INFINITY,
  more: () => undefined,
};

/** Takes an amount from an allowance. */
export const spend = (meter: Meter, amount: number): void => {
  meter.left -= amount;
  if (meter.left < 0) meter.more();
};
