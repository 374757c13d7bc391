/**
 * Whether this realm can hold cells, and the `Compartment` to make them with.
 *
 * Trusts: the code that ran before; nothing can be locked down against that. Invariant: a cell is made only where the
 * intrinsics are frozen, and with a Compartment that has neither the host's clock nor its random numbers.
 */
import { LockdownError } from '../errors/index.js';

/** The part of SES's Compartment that cells use. */
export interface Evaluator {
  readonly globalThis: Record<PropertyKey, unknown>;
  evaluate(source: string, options?: object): unknown;
  import(specifier: string): Promise<object>;
  importNow(specifier: string): object;
}

/** A module as SES links it; the modules that come with a cell are such. */
export interface ModuleRecord {
  /** The specifiers of its static imports. */
  readonly imports: readonly string[];
  readonly exports: readonly string[];
}

/** SES's Compartment: its typings take a Map for `globals` where it needs a plain object. */
export type EvaluatorConstructor = new (options: object) => Evaluator;

interface LockedGlobal {
  readonly Compartment?: EvaluatorConstructor;
  readonly harden?: <T>(value: T) => T;
  readonly getStackString?: (error: Error) => string;
}

const host = globalThis as unknown as LockedGlobal;

const wayOut = "write `import '@padded-cell/rexec/lockdown'` as the first import of the program";

/** Whether the intrinsics are frozen and `Compartment` is there. */
export const isLockedDown = (): boolean =>
  typeof host.Compartment === 'function' &&
  typeof host.harden === 'function' &&
  [Object, Function, Array, Promise, Error, RegExp].every(
    ({ prototype }) => Object.isFrozen(prototype) && Object.isFrozen(Reflect.getPrototypeOf(prototype) ?? prototype),
  );

const attempt = (Compartment: EvaluatorConstructor, source: string): unknown => {
  try {
    return new Compartment({ __options__: true }).evaluate(source);
  } catch (error) {
    return error;
  }
};

/** What keeps this realm from being one that our lockdown could have made; empty when nothing does. */
export const differences = (Compartment: EvaluatorConstructor): string[] => {
  const found: string[] = [];
  if (attempt(Compartment, '1 + 1') !== 2) {
    found.push('nothing can be evaluated: the host forbids code generation from strings, or `evalTaming` does');
    return found;
  }
  if (attempt(Compartment, 'new Error("probe").stack') !== '') {
    found.push("`errorTaming` is not 'safe': a guest could read the host's stack frames and file names");
  }
  if (typeof attempt(Compartment, 'Math.random()') === 'number') {
    found.push(
      "`Compartment` gives guests the host's own Math and Date: the realm was not locked down by it, or `ses` was imported again after lockdown",
    );
  }
  return found;
};

let checked: EvaluatorConstructor | undefined;

/**
 * The Compartment of this realm.
 *
 * @throws LockdownError where the realm is not locked down, or cannot evaluate.
 */
export const requireCompartment = (): EvaluatorConstructor => {
  if (checked !== undefined) return checked;
  const { Compartment } = host;
  if (Compartment === undefined || !isLockedDown()) {
    throw new LockdownError(
      `a cell cannot be made: this realm is not locked down, and its guests could change the host's own Array or Promise; ${wayOut}`,
    );
  }
  // Stack frames are the host's to show: a realm that someone locked down with visible ones, for debugging, is theirs.
  const found = differences(Compartment).filter((difference) => !difference.includes('errorTaming'));
  if (found.length > 0) throw new LockdownError(`a cell cannot be made in this realm: ${found.join('; ')}; ${wayOut}`);
  checked = Compartment;
  return Compartment;
};

/** Freezes a value and all that can be reached from it. Only after {@link requireCompartment}. */
export const harden = <T>(value: T): T => (host.harden as <U>(value: U) => U)(value);

/** SES's reader of stacks, where there is one. */
export const stackReader = (): ((error: Error) => string) | undefined => host.getStackString;
