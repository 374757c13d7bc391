/**
 * What the host gets of a guest's module: its exports, each across the membrane at every read.
 *
 * Invariant: the object is the host's own. Reading it reads one export and runs no code of the guest's.
 */
import { ImportError } from '../errors/index.js';

const { create, defineProperty, freeze, getOwnPropertyNames } = Object;

/** A module's exports, as the host gets them. Live: a later read gives what the export is then. */
export type Namespace = Readonly<Record<string, unknown>>;

/**
 * The host's view of a namespace.
 *
 * @param namespace - SES's namespace object of a module that has been run.
 * @param read - gives an export's value to the host.
 * @throws ImportError for a module that exports `then`: `await` would call it in the host's name.
 */
export const namespaceView = (
  namespace: object,
  specifier: string,
  read: (get: () => unknown) => unknown,
): Namespace => {
  const names = getOwnPropertyNames(namespace);
  if (names.includes('then')) {
    throw new ImportError({
      specifier,
      why: "it exports 'then', which `await` would call in place of giving the module; export it under another name",
    });
  }
  const view = create(null) as Record<string, unknown>;
  defineProperty(view, Symbol.toStringTag, { value: 'Module' });
  for (const name of names) {
    defineProperty(view, name, {
      get: () => read(() => (namespace as Record<string, unknown>)[name]),
      enumerable: true,
    });
  }
  return freeze(view);
};
