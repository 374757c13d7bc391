/**
 * Files in place of a cell's own stdin, stdout and stderr, for the length of one call: the `s…` methods.
 *
 * What counts is which call the guest's code runs for, and not when it runs: of two asynchronous calls that overlap each
 * has its own files, in what it does at once and after every `await`. Invariant: once its call is over, however it
 * ended, no code of the guest's reaches a file any more; there is nothing to restore, and nothing to forget.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Input } from './input.js';

/** What text is written to: a stream of Node, or anything that has its `write`. */
export interface TextSink {
  write(text: string): unknown;
  /** Whether it is a terminal. */
  readonly isTTY?: boolean | undefined;
  /** The width and height of that terminal. */
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** The files of one call; what is left out stays as it is. */
export interface Files {
  readonly stdin?: Input | undefined;
  readonly stdout?: TextSink | undefined;
  readonly stderr?: TextSink | undefined;
}

interface Redirection {
  readonly owner: object;
  readonly outer: Redirection | undefined;
  /** Undefined once the call is over. */
  files: Files | undefined;
}

const current = new AsyncLocalStorage<Redirection>();

/** What is begun in the trail of calls that are over is in none of them: else the trail would grow for ever. */
const begin = (owner: object, files: Files): Redirection => {
  let outer = current.getStore();
  while (outer !== undefined && outer.files === undefined) outer = outer.outer;
  return { owner, files, outer };
};

/** Runs something of a cell with these files in place of its own. */
export const redirected = <T>(owner: object, files: Files, run: () => T): T => {
  const redirection = begin(owner, files);
  try {
    return current.run(redirection, run);
  } finally {
    redirection.files = undefined;
  }
};

/** The same to the end of what takes its time. */
export const redirectedAsync = async <T>(owner: object, files: Files, run: () => Promise<T>): Promise<T> => {
  const redirection = begin(owner, files);
  try {
    return await current.run(redirection, run);
  } finally {
    redirection.files = undefined;
  }
};

/**
 * The file in place of a cell's own, for the code that runs now.
 *
 * @param owners - the cell, and those it is in.
 */
export const inPlaceOf = <Name extends keyof Files>(owners: readonly object[], name: Name): Files[Name] => {
  for (let each = current.getStore(); each !== undefined; each = each.outer) {
    const file = owners.includes(each.owner) ? each.files?.[name] : undefined;
    if (file !== undefined) return file;
  }
  return undefined;
};
