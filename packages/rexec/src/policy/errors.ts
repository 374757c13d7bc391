/**
 * What is wrong with a policy: every problem at once, each with its path, what was found, what is allowed and the
 * nearest correct spelling.
 *
 * What was found is untrusted. Invariant: only primitives are shown, escaped and clipped; nothing of an object is read.
 */

/** One thing wrong with a policy. */
export interface Problem {
  /** Where: `okPath[0]`, `limits.cpuMs`, `packages.marked.okHosts[1]`; `policy` for the whole. */
  readonly path: string;
  /** What was there, in words. */
  readonly found: string;
  /** Why it cannot be there. */
  readonly why: string;
  /** What can be. */
  readonly allowed: string;
  /** The correct spelling that is nearest to what was found, as it would be written. */
  readonly nearest?: string;
}

/** What is wrong with a value, wherever it stands. */
export type Fault = Omit<Problem, 'path' | 'found'>;

/** Beyond this a message helps no one, and a hostile policy could make it as long as memory allows. */
const MOST_KEPT = 100;

const sentence = ({ path, found, why, allowed, nearest }: Problem): string =>
  `${path}: ${found} ${why}.${nearest === undefined ? '' : ` Did you mean ${nearest}?`} Allowed: ${allowed}.`;

/**
 * A policy, or a request for one, that is not valid. The message lists all problems (the first hundred).
 *
 * @example
 * ```ts
 * import { PolicyError, policyOf } from '@padded-cell/rexec/policy';
 * try {
 *   policyOf({ okBuiltinModules: ['node:urll'] });
 * } catch (error) {
 *   if (error instanceof PolicyError) console.log(error.code, error.problems[0]?.nearest); // ERR_POLICY "node:url"
 * }
 * ```
 */
export class PolicyError extends TypeError {
  declare readonly code: 'ERR_POLICY';
  /** What is wrong, in the order it was found; at most a hundred. */
  declare readonly problems: readonly Problem[];

  /**
   * @param problems What is wrong: at least one.
   * @param more How many more there are that are not listed.
   */
  constructor(problems: readonly Problem[], more = 0) {
    const [first] = problems;
    const listed = problems.map((problem) => `\n  ${sentence(problem)}`).join('');
    super(
      first !== undefined && problems.length + more === 1
        ? `the policy has a mistake in ${sentence(first)}`
        : `the policy has ${problems.length + more} mistakes:${listed}${more === 0 ? '' : `\n  … and ${more} more.`}`,
    );
    Object.defineProperty(this, 'name', { value: 'PolicyError', writable: true, configurable: true });
    Object.defineProperty(this, 'code', { value: 'ERR_POLICY', enumerable: true });
    Object.defineProperty(this, 'problems', {
      value: Object.freeze(problems.map((problem) => Object.freeze({ ...problem }))),
    });
  }
}

Object.freeze(PolicyError.prototype);
Object.freeze(PolicyError);

/** Collects problems, so that a policy's author sees them all at once. */
export class Problems {
  readonly #kept: Problem[] = [];
  #more = 0;

  /** Whether there is one yet. */
  get any(): boolean {
    return this.#kept.length > 0;
  }

  /** Notes a problem. `fault` is asked only if it will be kept, for a spelling search costs time. */
  add(path: string, found: string, fault: Fault | (() => Fault)): void {
    if (this.#kept.length >= MOST_KEPT) this.#more += 1;
    else this.#kept.push({ path, found, ...(typeof fault === 'function' ? fault() : fault) });
  }

  /** Throws a {@link PolicyError} if there is a problem. */
  throwAny(): void {
    if (this.any) throw new PolicyError(this.#kept, this.#more);
  }
}

const MOST_SHOWN = 60;

/** As much of a text as is shown of one. */
export const clipped = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);

/** A value in words: primitives as they would be written, clipped; of anything else only its kind. */
export const shown = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(clipped(value));
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined) {
    return Object.is(value, -0) ? '-0' : String(value);
  }
  if (typeof value === 'bigint') return 'a bigint';
  if (typeof value === 'symbol') return 'a symbol';
  if (typeof value === 'function') return 'a function';
  return isArray(value) ? 'an array' : 'an object';
};

/** Array.isArray, which throws on a revoked Proxy. */
const isArray = (value: unknown): boolean => {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
};

/** The path of a member: `a.b`, `a[0]`, `a["b c"]`. */
export const memberOf = (path: string, key: string | number): string => {
  const name = typeof key === 'string' ? clipped(key) : key;
  if (typeof name === 'number') return `${path}[${name}]`;
  if (!/^[$\w]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
};
