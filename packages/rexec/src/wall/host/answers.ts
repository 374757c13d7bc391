/**
 * What a cell beyond a wall answered to what the host asked of it, read.
 *
 * Trusts: nothing of an answer. Invariant: what comes out has the form it should, and its text is fit for a terminal.
 */
import type { Completion } from '../../cell/complete.js';
import { printable } from '../../errors/index.js';
import { escaped } from '../../names/shadow.js';
import type { Interaction } from '../../options.js';
import { isBastion } from '@padded-cell/bastion';
import type { ModuleMessage } from '../messages.js';

type Data = Readonly<Record<string, unknown>>;

const dataIn = (answer: unknown): Data =>
  typeof answer === 'object' && answer !== null && !isBastion(answer) ? (answer as Data) : {};

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** What came of a text that was typed. */
export const interactionIn = (answer: unknown): Interaction => {
  const { isComplete, text } = dataIn(answer);
  return typeof text === 'string'
    ? { isComplete: isComplete === true, text: escaped(text) }
    : { isComplete: isComplete === true };
};

/** What could follow a text. */
export const completionIn = (answer: unknown): Completion => {
  const { names, of } = dataIn(answer);
  return {
    names: listIn(names)
      .filter((name): name is string => typeof name === 'string')
      .map(printable),
    of: typeof of === 'string' ? of : '',
  };
};

/** The exports of a module. */
export const moduleIn = (answer: unknown): ModuleMessage => {
  const { module, exports } = dataIn(answer);
  return {
    module: typeof module === 'number' ? module : 0,
    exports: listIn(exports)
      .map(listIn)
      .flatMap(([name, outcome]) => (typeof name === 'string' ? [[name, outcome] as const] : [])),
  };
};
