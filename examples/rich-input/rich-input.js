/**
 * A richer `input()`: as `rexinput`, and the user can also type `sin(1)`, for the cell has what `Math` has as if it
 * were built in.
 *
 * After `rich_input`, the same textbook's next example: it copies every name of the module `math` into the module
 * `__builtins__` of the cell.
 */
import { RExec } from '@padded-cell/rexec';
import { rexinput } from '../rexinput/rexinput.js';

const rex = new RExec({ name: 'richInput' });
const builtins = rex.addModule('__builtins__');
for (const name of /** @type {Exclude<keyof Math, symbol>[]} */ (Object.getOwnPropertyNames(Math))) {
  // Random numbers are a line of a cell's policy (`random`): not to be given along with the rest.
  if (name !== 'random') builtins[name] = Math[name];
}

/**
 * Asks, and evaluates the answer.
 *
 * @param {string} prompt
 * @returns {unknown} its value, as rexinput gives it
 * @throws {Error} as rexinput does
 */
export const richInput = (prompt) => rexinput(prompt, rex);
