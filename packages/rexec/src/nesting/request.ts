/**
 * What a guest asks for when it makes a cell, as its half of `@padded-cell/rexec` has read it: text.
 *
 * Trusts nothing of it. Invariant: what comes out is plain data, of the kinds that are said here; policy lines are the
 * policy's own reader's to check.
 */
const longestText = 200;

/** A value that has to be text. @throws TypeError where it is none */
export const textOf = (value: unknown, what: string): string => {
  if (typeof value !== 'string') throw new TypeError(`${what} is a string`);
  return value;
};

/** A request, read. */
export interface Request {
  readonly name: string | undefined;
  readonly layers: readonly unknown[];
  readonly endowments: readonly string[];
  readonly isClipped: boolean;
  /** The directory that the parent's hooks are narrowed to. */
  readonly under: string | undefined;
}

/** Reads a request. @throws TypeError, SyntaxError for what is none */
export const requestIn = (json: unknown): Request => {
  const {
    name,
    layers,
    endowments,
    clip,
    under: directory,
  } = JSON.parse(textOf(json, 'a request')) as Record<string, unknown>;
  if (name !== undefined && (typeof name !== 'string' || name.length > longestText)) {
    throw new TypeError(`the name of a cell is a string of at most ${longestText} characters`);
  }
  const names = Array.isArray(endowments) ? endowments.map((each) => textOf(each, 'the name of an endowment')) : [];
  return {
    name,
    layers: Array.isArray(layers) ? layers : [],
    endowments: names,
    isClipped: clip === true,
    under: typeof directory === 'string' ? directory : undefined,
  };
};
