/**
 * Compiled sources, kept for the whole process: who runs one text in many cells has it read once.
 *
 * What a guest evaluates itself is not kept, so that none can tell by the time it takes what others have run. Invariants:
 * what is kept holds nothing of any cell, and cannot be changed by one; and it is bounded, the least used going first.
 */
import type { Compiled, ProgramKind } from './program.js';

const mostLetters = 4 * 1024 * 1024;

/** Compiled sources, up to so many letters of them. */
export class CompiledTexts {
  readonly #entries = new Map<string, Compiled>();
  readonly #compile: (kind: ProgramKind, source: string) => Compiled;
  readonly #most: number;
  #held = 0;

  constructor(compile: (kind: ProgramKind, source: string) => Compiled, most: number = mostLetters) {
    this.#compile = compile;
    this.#most = most;
  }

  /** How many letters are kept. */
  get held(): number {
    return this.#held;
  }

  /**
   * A source compiled: for each call an object of its own, since a cell keeps by it the function that it made of it.
   *
   * @throws what compiling throws; nothing is kept of it.
   */
  get(kind: ProgramKind, source: string): Compiled {
    const key = `${kind} ${source}`;
    const known = this.#entries.get(key);
    if (known !== undefined) this.#forget(key);
    const compiled = known ?? this.#compile(kind, source);
    this.#keep(key, compiled);
    return { ...compiled, alone: compiled.alone && { ...compiled.alone } };
  }

  #keep(key: string, compiled: Compiled): void {
    if (key.length > this.#most) return;
    this.#entries.set(key, compiled);
    this.#held += key.length;
    for (const oldest of this.#entries.keys()) {
      if (this.#held <= this.#most) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    if (this.#entries.delete(key)) this.#held -= key.length;
  }
}
