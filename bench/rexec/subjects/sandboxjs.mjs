/** @nyariv/sandboxjs: an interpreter written in JavaScript. */
import { Sandbox } from '@nyariv/sandboxjs';
import { anew } from './engine.mjs';

/** @returns {import('./engine.mjs').Engine} */
export const open = () => ({
  make: () => {
    const sandbox = new Sandbox();
    const program = (/** @type {string} */ text) => {
      const run = sandbox.compile(`return ${text}`);
      return () => run({}).run();
    };
    return {
      evaluate: (text) => program(text)(),
      compile: (text) => program(anew(text))(),
      program,
      end: () => {
        // Collected with its last use.
      },
    };
  },
});
