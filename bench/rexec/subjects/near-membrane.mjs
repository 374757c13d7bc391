/** @locker/near-membrane-node: a virtual environment behind a membrane of Proxies. */
import createVirtualEnvironment from '@locker/near-membrane-node';
import { anew } from './engine.mjs';

/** @returns {import('./engine.mjs').Engine} */
export const open = () => ({
  make: () => {
    const environment = createVirtualEnvironment(globalThis, {});
    return {
      evaluate: (text) => environment.evaluate(text),
      compile: (text) => environment.evaluate(anew(text)),
      end: () => {
        // Collected with its last use.
      },
    };
  },
});
