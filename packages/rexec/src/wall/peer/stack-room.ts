/**
 * Room on the stack, asked for before a call begins: a guest may have used up nearly all of it.
 *
 * Invariant: where the engine would give up in the middle of a frame, it gives up before its beginning; so a guest that
 * recurses too far gets the RangeError that it gets anywhere, and the frames stay whole.
 */
const { apply } = Reflect;

const nothing = (): void => undefined;

/** As arguments they take 8 KiB, at once: what writing, waiting for and reading a frame takes, and some. */
const words: readonly unknown[] = Array.from({ length: 1000 }, () => 0);

/** @throws RangeError where there is not enough room for a call */
export const assertStackRoom = (): void => {
  apply(nothing, undefined, words);
};
