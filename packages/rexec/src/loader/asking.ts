/**
 * One way of looking for modules for two ways of asking: `import` waits for an answer, `require` cannot.
 *
 * What looks is a generator that gives out what it asks of the hooks, and is gone on with by the answer. Invariant: both
 * ways ask the same things in the same order, and a refusal comes out where it was asked.
 */
import { types } from 'node:util';
import { ImportError } from '../errors/index.js';
import type { Asked, Awaitable, CheckedHooks, Kind, Source } from './hooks/hooks.js';

/** What can be asked. */
export interface Answers {
  read(name: string, asked: Asked): Awaitable<Source | undefined>;
  exists(name: string, asked: Asked): Awaitable<Kind | undefined>;
  canonical(name: string, asked: Asked): Awaitable<string>;
  /** The answer of something that may take its time. @throws ImportError where it does, and there is none to wait */
  settle<T>(asked: Asked, run: () => Awaitable<T>): Awaitable<T>;
  /** The result of something that takes its time. @throws ImportError where there is none to wait */
  wait<T>(asked: Asked, run: () => Promise<T>): Awaitable<T>;
}

type Question = (answers: Answers) => unknown;

/** Something that looks, and gives a `T`. */
export type Asking<T> = Generator<Question, T, unknown>;

/** Asks one thing: `yield* ask(…)`. */
export function* ask<T>(question: (answers: Answers) => Awaitable<T>): Asking<T> {
  return (yield question) as T;
}

/** Looks, and waits for each answer. */
export const askLater = async <T>(hooks: CheckedHooks, asking: Asking<T>): Promise<T> => {
  const answers: Answers = {
    read: (name, asked) => hooks.read(name, asked),
    exists: (name, asked) => hooks.exists(name, asked),
    canonical: (name, asked) => hooks.canonical(name, asked),
    settle: (_, run) => run(),
    wait: (_, run) => run(),
  };
  let step = asking.next();
  while (step.done !== true) {
    let answer: unknown;
    try {
      // oxlint-disable-next-line no-await-in-loop -- one thing after the other
      answer = await step.value(answers);
    } catch (error) {
      step = asking.throw(error);
      continue;
    }
    step = asking.next(answer);
  }
  return step.value;
};

/**
 * Looks at once.
 *
 * @throws ImportError where the hooks can't, or what is asked takes its time.
 */
export const askNow = <T>(hooks: CheckedHooks, asked: Asked, asking: Asking<T>): T => {
  const { now } = hooks;
  const late = (): never => {
    throw new ImportError({
      ...asked,
      why: 'it was not read ahead, and cannot be read at once: write its name out in the require, or import it before',
    });
  };
  const answers: Answers = {
    read: (name, by) => (now === undefined ? late() : now.read(name, by)),
    exists: (name, by) => (now === undefined ? late() : now.exists(name, by)),
    canonical: (name, by) => (now === undefined ? late() : now.canonical(name, by)),
    settle: (_, run) => {
      const answer = run();
      return types.isPromise(answer) ? late() : answer;
    },
    wait: () => late(),
  };
  let step = asking.next();
  while (step.done !== true) {
    let answer: unknown;
    try {
      answer = step.value(answers);
    } catch (error) {
      step = asking.throw(error);
      continue;
    }
    step = asking.next(answer);
  }
  return step.value;
};
