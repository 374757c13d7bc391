/**
 * The law of the meet: it grants exactly the operations that both policies grant, by doing them.
 *
 * Policies are drawn a pool at a time, and every two of a pool are a pair: what each grants by itself is done once. Of
 * each pair some operations are done in a cell with its meet, drawn anew for each; slow ones for some of the pairs.
 */
import type { RExec } from '@padded-cell/rexec';
import { leq, meet, type Policy } from '@padded-cell/rexec/policy';
import fc from 'fast-check';
import { type Operation, operationsIn } from './operations.js';
import { cellWith, policyIn } from './policies.js';
import type { World } from './world.js';

const poolSize = 33;
const quickPerPair = 1;
const pairsForSlow = 40;

/** How often what was done: a law that nothing was asked of says nothing. */
export interface Checked {
  pairs: number;
  readonly granted: Map<string, number>;
  readonly refused: Map<string, number>;
}

/** A policy, with what it was found to grant. */
class Tried {
  readonly policy: Policy;
  readonly #known = new Map<Operation, boolean>();
  #rex: RExec | undefined;

  constructor(policy: Policy) {
    this.policy = policy;
  }

  async grants(operation: Operation): Promise<boolean> {
    const isGranted = this.#known.get(operation) ?? (await this.#does(operation));
    this.#known.set(operation, isGranted);
    return isGranted;
  }

  [Symbol.dispose](): void {
    this.#rex?.end();
  }

  async #does(operation: Operation): Promise<boolean> {
    if (operation.isSpending) {
      using own = cellWith(this.policy);
      return await operation.isGranted(own);
    }
    this.#rex ??= cellWith(this.policy);
    return await operation.isGranted(this.#rex);
  }
}

const add = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};

/** The lines in which two policies differ, or are not empty: what somebody needs who looks for the fault. */
const told = ({ policy }: Tried): string =>
  Object.entries(policy)
    .filter(([, value]) => !Array.isArray(value) || value.length > 0)
    .map(([line, value]) => `${line}: ${JSON.stringify(value)}`)
    .join('\n  ');

const failure = (operation: Operation, a: Tried, b: Tried, got: string): Error =>
  new Error(`${operation.name}: ${got}\n  ${told(a)}\n\n  ${told(b)}`);

const checkPair = async (a: Tried, b: Tried, operations: readonly Operation[], checked: Checked): Promise<void> => {
  using both = new Tried(meet(a.policy, b.policy));
  const [isBelow, isAbove] = [leq(a.policy, b.policy), leq(b.policy, a.policy)];
  for (const operation of operations) {
    const [byA, byB] = [await a.grants(operation), await b.grants(operation)];
    const byBoth = await both.grants(operation);
    const isAsMeant = operation.isByLink ? !byBoth || (byA && byB) : byBoth === (byA && byB);
    if (!isAsMeant) throw failure(operation, a, b, `${byA} and ${byB}, but the meet: ${byBoth}`);
    if ((isBelow && byA && !byB) || (isAbove && byB && !byA)) {
      throw failure(operation, a, b, 'the narrower policy grants what the wider does not');
    }
    add(byBoth ? checked.granted : checked.refused, operation.name);
  }
  checked.pairs += 1;
};

/** Each pair of a pool. */
const pairsOf = <T>(pool: readonly T[]): (readonly [T, T])[] =>
  pool.flatMap((a, i) => pool.slice(0, i).map((b) => [a, b] as const));

/**
 * Checks the law on this many pairs, or a few more.
 *
 * @param seed - what the policies are drawn by.
 * @throws where it does not hold
 */
export const checkMeets = async (world: World, pairs: number, seed: number): Promise<Checked> => {
  const operations = operationsIn(world);
  const [quick, slow] = [operations.filter(({ isSlow }) => !isSlow), operations.filter(({ isSlow }) => isSlow)];
  const checked: Checked = { pairs: 0, granted: new Map(), refused: new Map() };
  for (let turn = seed; checked.pairs < pairs;) {
    const policies = fc.sample(policyIn(world), { numRuns: poolSize, seed: turn });
    // Some are below others.
    const pool = policies.map((policy, i) => new Tried(i % 4 === 1 ? meet(policy, policies[i - 1] ?? policy) : policy));
    for (const [a, b] of pairsOf(pool)) {
      turn += 1;
      const chosen = Array.from({ length: quickPerPair }, (_, at) => quick[(turn * quickPerPair + at) % quick.length]);
      if (turn % pairsForSlow === 0) chosen.push(slow[(turn / pairsForSlow) % slow.length]);
      await checkPair(a, b, chosen as Operation[], checked);
    }
    for (const each of pool) each[Symbol.dispose]();
  }
  return checked;
};
