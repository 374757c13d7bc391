/** quickjs-emscripten: another engine, compiled to WebAssembly; it interprets. */
import { getQuickJS } from 'quickjs-emscripten';
import { anew } from './engine.mjs';

const quickjs = await getQuickJS();

/** @returns {import('./engine.mjs').Engine} */
export const open = () => ({
  make: () => {
    const context = quickjs.newContext();
    const evaluated = (/** @type {string} */ text) => context.unwrapResult(context.evalCode(text));
    return {
      evaluate: (text) => evaluated(text).consume((handle) => context.dump(handle)),
      compile: (text) => {
        const run = evaluated(anew(text));
        return (turns) => {
          const result = context.callFunction(run, context.undefined, context.newNumber(turns));
          return context.unwrapResult(result).consume((handle) => context.dump(handle));
        };
      },
      end: () => {
        context.dispose();
      },
    };
  },
});
