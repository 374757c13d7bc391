/** isolated-vm: an isolate of V8's in the same process, on a thread of its own; nothing in it but the language. */
import { guestText } from './side.mjs';

/** An addon, which is compiled for one version of Node: it may not be there. */
const load = async () => {
  try {
    return (await import('isolated-vm')).default;
  } catch (error) {
    const build = 'npm --prefix bench/node_modules/isolated-vm run install';
    throw new Error(`isolated-vm is not compiled for this Node; try \`${build}\``, { cause: error });
  }
};

const ivm = await load();

export const open = () => ({
  /** @returns {Promise<import('./side.mjs').Side>} */
  start: async () => {
    const isolate = new ivm.Isolate({ memoryLimit: 1024 });
    const context = await isolate.createContext();
    await context.eval('6 * 7');
    return {
      functions: async () => {
        await context.global.set('tick', new ivm.Callback(() => 1));
        const names = ['add', 'take', 'give', 'ask'];
        const guest = await context.eval(guestText, { reference: true });
        const calls = await Promise.all(
          names.map(async (name) => {
            const reference = await guest.get(name, { reference: true });
            return (/** @type {unknown[]} */ ...args) =>
              reference.apply(undefined, args, { arguments: { copy: true }, result: { copy: true } });
          }),
        );
        return /** @type {any} */ (Object.fromEntries(names.map((name, at) => [name, calls[at]])));
      },
      end: () => {
        isolate.dispose();
      },
    };
  },
});
