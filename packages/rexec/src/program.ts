/**
 * A compiled program as the host holds it: opaque, frozen, good for any cell, as often as one likes.
 *
 * Invariant: what runs is what `compile` made; an object of the same shape is no program.
 */
import type { Compiled } from './cell/program.js';

/** What `compile` gives, for `rEval`, `rExec` and `rExecAsync`. */
export class Program {
  /** The file that its positions name. */
  readonly file: string;
  readonly #compiled: Compiled;

  /** @internal */
  constructor(compiled: Compiled, file: string) {
    this.#compiled = compiled;
    this.file = file;
    Object.freeze(this);
  }

  /** @internal What a program stands for, or undefined for anything else. */
  static compiledOf(value: unknown): Compiled | undefined {
    return typeof value === 'object' && value !== null && #compiled in value ? value.#compiled : undefined;
  }
}
