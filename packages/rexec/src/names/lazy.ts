/**
 * Globals that are made when a guest first uses them: most are exports of modules that run in its cell.
 *
 * Most guests use none of them, and evaluating them all would take longer than making the cell. Invariant: what a name
 * gives is made once, and stays what it is.
 */
/** Where a global comes from: an export of a module of the cell, which need not be one that the guest may import. */
type GlobalSource = readonly [module: string, exported: string];

/** Every global that is an export of a module. */
const LAZY_GLOBALS: Readonly<Record<string, GlobalSource>> = {};

/** Makes a value when it is first asked for, and gives that one from then on. */
export const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** The lazy globals of one cell, by name: each gives the value. */
export type LazyGlobals = ReadonlyMap<string, () => unknown>;

/**
 * The lazy globals of a cell.
 *
 * @param own - those that are no module's.
 * @param importNow - the exports of a module of the cell.
 * @param taken - names that are withheld, or that the host endowed.
 */
export const lazyGlobals = (
  own: LazyGlobals,
  importNow: (module: string) => object,
  taken: ReadonlySet<string>,
): LazyGlobals => {
  const globals = new Map<string, () => unknown>();
  for (const [name, make] of own) if (!taken.has(name)) globals.set(name, make);
  for (const [name, [module, exported]] of Object.entries(LAZY_GLOBALS)) {
    if (taken.has(name)) continue;
    globals.set(
      name,
      once(() => (importNow(module) as Record<string, unknown>)[exported]),
    );
  }
  return globals;
};
