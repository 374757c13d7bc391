/** vm2: a context of node:vm behind a bridge of Proxies. */
import vm2 from 'vm2';
import { anew } from './engine.mjs';

/** @returns {import('./engine.mjs').Engine} */
export const open = () => ({
  make: () => {
    const vm = new vm2.VM();
    return {
      evaluate: (text) => vm.run(text),
      compile: (text) => vm.run(anew(text)),
      program: (text) => {
        const script = new vm2.VMScript(text);
        return () => vm.run(script);
      },
      end: () => {
        // Collected with its last use.
      },
    };
  },
});
