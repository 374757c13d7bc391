/** quickjs-emscripten: another engine, compiled to WebAssembly, in the host's own thread; its calls are synchronous. */
import { getQuickJS } from 'quickjs-emscripten';
import { guestText } from './side.mjs';

const quickjs = await getQuickJS();

export const open = () => ({
  /** @returns {Promise<import('./side.mjs').Side>} */
  start: async () => {
    const runtime = quickjs.newRuntime();
    const context = runtime.newContext();
    const evaluated = (/** @type {string} */ text) => context.unwrapResult(context.evalCode(text));
    evaluated('6 * 7').dispose();
    /** @type {{ dispose: () => void }[]} */
    const held = [];
    return {
      functions: async () => {
        context
          .newFunction('tick', () => context.newNumber(1))
          .consume((tick) => {
            context.setProp(context.global, 'tick', tick);
          });
        const guest = evaluated(guestText);
        const called = (/** @type {string} */ name) => {
          const own = context.getProp(guest, name);
          held.push(own);
          return async (/** @type {number} */ number) =>
            context
              .unwrapResult(context.callFunction(own, context.undefined, context.newNumber(number)))
              .consume((result) => context.dump(result));
        };
        held.push(guest);
        return { add: called('add'), ask: called('ask') };
      },
      end: () => {
        for (const each of held) each.dispose();
        context.dispose();
        runtime.dispose();
      },
    };
  },
});
