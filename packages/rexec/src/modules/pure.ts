/**
 * Modules that run inside the cell: npm ports that need no authority, and the guest halves of those that do, built by
 * ports/build.mjs into guest/.
 *
 * Each cell evaluates its own instance in its own Compartment. Trusts: what the build wrote. Invariants: a port's free
 * names are all lexicals of its own, and each is a frozen intrinsic that the realm shares, the cell's `Date`, a host half
 * made for this cell (powers/), or undefined; so neither the cell's global (which a guest can fill) nor the host's is in its reach, and what a policy withholds from the guest
 * does not break it.
 */
import { readFileSync } from 'node:fs';
import { startNames } from '../cell/globals.js';
import { type Evaluator, requireCompartment } from '../lockdown/realm.js';
import type { ModuleRecord } from '../lockdown/realm.js';
import type { Policy } from '../policy/index.js';
import { kinds } from './kinds.js';

const { create, defineProperty, freeze, hasOwn } = Object;

/** The cell that a module is for. */
export interface ModuleSite {
  readonly compartment: Pick<Evaluator, 'evaluate'>;
  readonly policy: Policy;
  /** The host half of a module, by the name that its guest half has it under (`$files`). */
  readonly powerOf: (name: string) => object | undefined;
}

/** A module as the build wrote it: compiled, with the names it takes from its surroundings. */
interface BuiltModule {
  readonly imports: readonly string[];
  readonly exports: readonly string[];
  readonly fixedExports: object;
  readonly globals: readonly string[];
  readonly program: string;
}

/** What SES links: the compiled form of a module, its function already made. */
interface CompiledRecord extends ModuleRecord {
  readonly reexports: readonly string[];
  readonly __syncModuleProgram__: string;
  readonly __syncModuleFunctor__: unknown;
  readonly __fixedExportMap__: object;
  readonly __liveExportMap__: object;
  readonly __reexportMap__: object;
}

const built = new Map<string, BuiltModule>();

/** What the build wrote for a module, read once. `name` is without `node:`. */
const builtModule = (name: string): BuiltModule => {
  const known = built.get(name);
  if (known !== undefined) return known;
  const file = new URL(`../../guest/${name.replaceAll('/', '-')}.json`, import.meta.url);
  const module = JSON.parse(readFileSync(file, 'utf8')) as BuiltModule;
  built.set(name, module);
  return module;
};

let shared: Readonly<Record<string, unknown>> | undefined;

/** The intrinsics that every cell of the realm shares, by name. A cell's own `eval` and `Function` are not among them. */
const intrinsics = (): Readonly<Record<string, unknown>> => {
  if (shared !== undefined) return shared;
  const Compartment = requireCompartment();
  const { globalThis: pristine } = new Compartment({ __options__: true });
  const found = create(null) as Record<string, unknown>;
  for (const name of startNames) if (name !== 'globalThis' && hasOwn(pristine, name)) found[name] = pristine[name];
  // Each cell has its own, whose dates a port is to give.
  delete found['Date'];
  // The one that throws: ports want its prototype, and none needs to make code.
  found['Function'] = Function.prototype.constructor;
  found['$types'] = kinds();
  // Not a name of any other port: a decoder of Node's must not get to a guest.
  found['$TextDecoder'] = TextDecoder;
  shared = freeze(found);
  return shared;
};

const lexicalsFor = (names: readonly string[], powerOf: ModuleSite['powerOf']): object => {
  const lexicals = create(null) as object;
  for (const name of names) {
    defineProperty(lexicals, name, { value: intrinsics()[name] ?? powerOf(name), enumerable: true });
  }
  return freeze(lexicals);
};

/** The record of a pure module for one cell; the module itself runs when it is first imported. */
export const pureModule = (name: string, { compartment, powerOf }: ModuleSite): ModuleRecord => {
  const { imports, exports, fixedExports, globals, program } = builtModule(name);
  const record: CompiledRecord = {
    imports,
    exports,
    reexports: [],
    __syncModuleProgram__: program,
    // The very same text in each cell, so that the engine, which has compiled it once, need not again: 3 ms for util, not 26.
    __syncModuleFunctor__: compartment.evaluate(`\n${program}\n//# sourceURL=padded-cell://modules/${name}`, {
      __moduleShimLexicals__: lexicalsFor(globals, powerOf),
    }),
    __fixedExportMap__: fixedExports,
    __liveExportMap__: {},
    __reexportMap__: {},
  };
  return freeze(record);
};
