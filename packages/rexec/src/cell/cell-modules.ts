/**
 * The two modules that are a cell itself: `__main__`, its scope, and `__builtins__`, its globals. After Python's.
 *
 * Invariant: a value goes in and out by the crossing rule, and what the cell started with stays what it is.
 */
import { harden } from '../lockdown/realm.js';
import { type HostModule, hostModule, type ModuleStore } from '../modules/made.js';
import type { Main } from './main.js';

/** A cell, as its modules need it. */
export interface CellSite {
  readonly main: Main;
  /** Gives a value of the guest's to the host. */
  readonly read: (get: () => unknown) => unknown;
  /** Makes a value of the host's one for the guest. @throws where it cannot cross, or the cell has ended */
  readonly down: (value: unknown) => unknown;
}

const mainOf = ({ main, read, down }: CellSite): ModuleStore => ({
  names: () => main.declared(),
  get: (name) => read(() => main.lookUp(name)),
  set: (name, value) => {
    const crossed = down(value);
    read(() => {
      main.assign(name, crossed);
    });
  },
  delete: (name) => {
    main.remove(name);
  },
});

const constant = (name: string): TypeError =>
  new TypeError(
    `'${name}' is a name that the cell started with: programs and modules have it as a constant; withhold it with nokBuiltinNames, and set one of your own`,
  );

const builtinsOf = ({ main, read, down }: CellSite): ModuleStore => ({
  names: () => main.names(),
  get: (name) => read(() => main.lookUp(name)),
  set: (name, value) => {
    if (main.isStartName(name)) throw constant(name);
    const crossed = harden(down(value));
    read(() => {
      main.define(name, crossed);
    });
  },
  delete: (name) => {
    if (main.isStartName(name)) throw constant(name);
    main.remove(name);
  },
});

/** The module of this name, where it is one of the two. */
export const cellModule = (name: string, site: CellSite): HostModule | undefined => {
  if (name === '__main__') return hostModule(mainOf(site));
  return name === '__builtins__' ? hostModule(builtinsOf(site)) : undefined;
};
