/**
 * Plain code, the floor: in a realm that nothing was done to. The realm is node:vm's, whose look-ups of globals are slow; so
 * the globals that a kernel uses are handed to it, as if they were the host's own.
 */
import vm from 'node:vm';
import { anew, used } from './engine.mjs';

/** @returns {import('./engine.mjs').Engine} */
export const open = () => ({
  make: () => {
    const context = vm.createContext({});
    const run = (/** @type {string} */ text) => vm.runInContext(text, context);
    return {
      evaluate: run,
      compile: (text) => run(anew(`((${used}) => (${text}))(${used})`)),
      end: () => {
        // Collected with its last use.
      },
    };
  },
});
