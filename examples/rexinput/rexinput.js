/**
 * A safer `input()`: what the user types is an expression, evaluated in a cell that has the language and nothing else.
 *
 * After `rexinput`, a textbook's example of Python's `rexec`: there, plain `input()` was `eval(raw_input(prompt))`. As
 * there, it waits for a line: a promise for the value would be kept waiting by an answer that is a promise itself.
 */
import { RExec } from '@padded-cell/rexec';
import { readLine } from './read-line.js';

const rex = new RExec({ name: 'rexinput' });

/**
 * Asks, and evaluates the answer.
 *
 * It does not bound the time that the answer takes: `while`, which no expression has, can hide in a function. Where
 * that matters, evaluate in a process of its own.
 *
 * @param {string} prompt
 * @param {Pick<RExec, 'rEval'>} cell what evaluates the answer
 * @returns {unknown} its value, as the host gets it: data as a copy, anything that can act as a bastion
 * @throws {Error} for a mistake, and for an attempt at what the cell does not have; EndOfInput at the end
 */
export const rexinput = (prompt, cell = rex) => cell.rEval(readLine(prompt));
