/** What a guest tries: nothing of the host's comes out, nothing of it changes, and the host goes on. */
import { inspect } from 'node:util';
import { bastion } from '@padded-cell/bastion';
import {
  absentNames,
  changes,
  globalAttacks,
  hostileResults,
  storeAttacks,
  traps,
} from '../../../packages/rexec/test/confinement.js';
import { attacks as nestingAttacks } from '../../../packages/rexec/test/nesting/attacks.js';
import { guestOptions, guestText } from '../../../packages/rexec/test/nesting/guest.js';
import { type Area, SECRET } from '../scenario.js';
import type { Cell } from '../wall.js';

(globalThis as Record<string, unknown>)['hostSecret'] = SECRET;

class Store {
  secret = SECRET;
  #notes = new Map([['a', 'note']]);
  read(name: string): string | undefined {
    return this.#notes.get(name);
  }
  fail(): never {
    throw Object.assign(new Error(`cannot read /srv/${SECRET}`), { path: `/srv/${SECRET}`, store: this });
  }
  each(call: (store: Store) => unknown): unknown {
    return call(this);
  }
}

/** What an expression gives, or throws, as text that has all of it which a host would print. */
const shown = async (rex: Cell, source: string): Promise<string> => {
  const came: unknown = await rex.rEval(source).catch((error: unknown) => error);
  const error = came as Partial<Error> | undefined;
  const text = came instanceof Error ? [error?.name, error?.message, error?.stack, JSON.stringify(came)].join() : '';
  return text + inspect(came, { showProxy: true, getters: true, showHidden: true, depth: 5 });
};

const config = { list: [1, 2, 3], deep: { x: 1 } };

/** Attacks. */
export const attacks: readonly Area[] = [
  {
    about: 'attacks on the host’s global',
    scenarios: [
      {
        does: 'no name of it is there',
        run: async (rex) => {
          const found = absentNames.map((name) => `typeof ${name}, typeof globalThis['${name}']`).join();
          return await rex.rEval(`[...new Set([${found}])]`);
        },
        gives: ['undefined'],
      },
      ...globalAttacks.map((source) => ({
        does: source,
        run: async (rex: Cell): Promise<unknown> => {
          const told = await shown(rex, source);
          return [told.includes(SECRET), (await rex.rEval('1 + 1')) === 2, typeof process.pid];
        },
        gives: [false, true, 'number'],
      })),
    ],
  },
  {
    about: 'attacks on an endowment’s secret',
    options: () => ({ endowments: { store: bastion(new Store()) } }),
    scenarios: storeAttacks.map((source) => ({
      does: source,
      run: async (rex: Cell): Promise<unknown> => {
        // A bastion that comes home is the host's own object.
        const told = await rex.rEval(
          `JSON.stringify([(() => { try { return String(${source}); } catch (e) { return [e.message, e.stack]; } })()])`,
        );
        return [String(told).includes(SECRET), await rex.rEval('store.read("a")')];
      },
      gives: [false, 'note'],
    })),
  },
  {
    about: 'changes of what a cell starts with',
    scenarios: changes.map((source) => ({
      does: source,
      options: () => ({ endowments: { store: bastion(new Store()), config } }),
      run: async (rex: Cell): Promise<unknown> => {
        const failed = await rex.rExec(source).then(
          () => false,
          () => true,
        );
        const now = await rex.rEval(
          '[typeof Array, [].push(1), ({}).polluted, store.read("a"), "mark" in Object.getOwnPropertyDescriptors(store), eval.mark, Function.mark, config]',
        );
        return [failed, now, config, ({} as Record<string, unknown>)['polluted']];
      },
      gives: [true, ['function', 1, undefined, 'note', false, undefined, undefined, config], config, undefined],
    })),
  },
  {
    about: 'results that are to hurt',
    scenarios: hostileResults.map((source) => ({
      does: source.slice(0, 90),
      options: () => ({}),
      run: async (rex: Cell): Promise<unknown> => {
        const told = await shown(rex, source);
        return [told.includes(SECRET), (await rex.rEval('typeof ran')) !== 'undefined' && !source.includes(traps)];
      },
      gives: [false, false],
    })),
  },
  {
    about: 'cells that ask for more than is held',
    scenarios: nestingAttacks.map(([name, text, expected]) => ({
      does: name,
      options: guestOptions,
      run: async (rex: Cell): Promise<unknown> => {
        await rex.rExecAsync(guestText(text));
        return await rex.rEval('result');
      },
      gives: expected,
    })),
  },
];
