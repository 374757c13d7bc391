/**
 * node:vm: code in a new context of V8, which is plain code at full speed and no boundary: it reaches the host through any
 * object it is given.
 */
import vm from 'node:vm';
import { anew } from './engine.mjs';

/** @returns {import('./engine.mjs').Engine} */
export const open = () => ({
  make: () => {
    const context = vm.createContext({});
    const run = (/** @type {string} */ text) => vm.runInContext(text, context);
    return {
      evaluate: run,
      compile: (text) => run(anew(text)),
      program: (text) => {
        const script = new vm.Script(text);
        return () => script.runInContext(context);
      },
      end: () => {
        // Collected with its last use.
      },
    };
  },
});
