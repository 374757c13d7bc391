/** A cell of ours. */
import { RExec } from '@padded-cell/rexec';
import { anew } from './engine.mjs';

/** @returns {import('./engine.mjs').Engine} */
export const open = () => ({
  make: () => {
    const rex = new RExec();
    return {
      evaluate: (text) => rex.rEval(text),
      compile: (text) => /** @type {any} */ (rex.rEval(anew(text))),
      program: (text) => {
        const program = rex.compile(text, 'rEval');
        return () => rex.rEval(program);
      },
      end: () => {
        rex.end();
      },
    };
  },
});
