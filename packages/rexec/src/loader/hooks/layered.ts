/**
 * Several hooks over one another: the first that has a file gives it.
 *
 * Invariant: only *not there* lets the next layer answer. What a layer refuses is refused, and a layer that fails
 * fails: neither is ever filled in from below, where someone else may be the author.
 */
import { ImportError } from '../../errors/index.js';
import { checkedHooks } from './checked.js';
import type { CheckedHooks, HooksNow, Kind, RHooks, Source } from './hooks.js';

const hasNow = (layer: CheckedHooks): layer is CheckedHooks & { readonly now: HooksNow } => layer.now !== undefined;

/**
 * Hooks over hooks.
 *
 * A specifier means what it means to any layer, in their order; that one layer can't make a name of its text (a URL,
 * to files) is no refusal of what it means to another. They answer at once (`require`) where every layer does.
 *
 * @param hooks - the first goes first.
 * @example
 * layeredHooks(memoryHooks({ 'plugins/config.js': 'export default 1' }), fileHooks('./plugins'));
 */
export const layeredHooks = (...hooks: readonly RHooks[]): RHooks => {
  const layers = hooks.map((each) => checkedHooks(each));
  const layersNow = layers.every(hasNow) ? layers.map(({ now }) => now) : undefined;

  const firstOf = async <T>(ask: (layer: CheckedHooks) => Promise<T | undefined>): Promise<T | undefined> => {
    for (const layer of layers) {
      // oxlint-disable-next-line no-await-in-loop -- the next is asked only where this one has nothing
      const answer = await ask(layer);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
  const firstNow = <T>(ask: (layer: HooksNow) => T | undefined): T | undefined => {
    for (const layer of layersNow ?? []) {
      const answer = ask(layer);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };

  return {
    resolve(specifier, importer) {
      const names = new Set<string>();
      let refusal: unknown;
      for (const layer of layers) {
        try {
          for (const name of layer.resolve(specifier, importer)) names.add(name);
        } catch (error) {
          if (!(error instanceof ImportError)) throw error;
          refusal ??= error;
        }
      }
      if (names.size === 0 && refusal !== undefined) throw refusal;
      return [...names];
    },
    read: async (name) => await firstOf(async (layer): Promise<Source | undefined> => layer.read(name)),
    exists: async (name) => await firstOf(async (layer): Promise<Kind | undefined> => layer.exists(name)),
    canonical: async (name) =>
      (await firstOf(async (layer) => (await layer.exists(name)) && layer.canonical(name))) ?? name,
    ...(layersNow && {
      readNow: (name) => firstNow((layer) => layer.read(name)),
      existsNow: (name) => firstNow((layer) => layer.exists(name)),
      canonicalNow: (name) => firstNow((layer) => layer.exists(name) && layer.canonical(name)) ?? name,
    }),
  };
};
