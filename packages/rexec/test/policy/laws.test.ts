/** The laws of the lattice, on arbitrary policies. */
import {
  diff,
  EMPTY_POLICY,
  grantsHost,
  grantsPath,
  leq,
  meet,
  packagePolicy,
  policyOf,
  requestOf,
} from '@padded-cell/rexec/policy';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostname, input, numRuns, pair, policy, port, posixPath, textOf, windowsPath } from './arbitrary.js';

const law = <Ts extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof Ts]: fc.Arbitrary<Ts[K]> },
  holds: (...values: Ts) => void,
): void => {
  fc.assert(
    fc.property(fc.tuple<Ts>(...arbitraries), (values) => {
      holds(...values);
    }),
    { numRuns },
  );
};

describe('meet', () => {
  test('is idempotent', () => {
    law([policy], (a) => {
      expect(textOf(meet(a, a))).toBe(textOf(a));
      expect(textOf(meet(a, policyOf(JSON.parse(textOf(a)))))).toBe(textOf(a));
    });
  });

  test('is commutative', () => {
    law([pair], ([a, b]) => {
      expect(textOf(meet(a, b))).toBe(textOf(meet(b, a)));
    });
  });

  test('is associative', () => {
    law([policy, policy, policy], (a, b, c) => {
      expect(textOf(meet(meet(a, b), c))).toBe(textOf(meet(a, meet(b, c))));
    });
  });

  test('is a lower bound', () => {
    law([policy, policy], (a, b) => {
      expect(leq(meet(a, b), a)).toBe(true);
      expect(leq(meet(a, b), b)).toBe(true);
    });
  });

  test('is the greatest of the lower bounds', () => {
    law([policy, policy, policy, fc.nat(2)], (a, b, d, relation) => {
      // What is below one, below both, or below neither.
      const c = [d, meet(d, a), meet(meet(d, a), b)][relation] ?? d;
      expect(leq(c, meet(a, b))).toBe(leq(c, a) && leq(c, b));
    });
  });

  test('with the empty policy is the empty policy', () => {
    law([policy], (a) => {
      expect(textOf(meet(a, EMPTY_POLICY))).toBe(textOf(EMPTY_POLICY));
    });
  });

  test('makes a policy in normal form, frozen to the leaves', () => {
    law([policy, policy], (a, b) => {
      const both = meet(a, b);
      expect(textOf(policyOf(JSON.parse(textOf(both))))).toBe(textOf(both));
      expect(isFrozen(both)).toBe(true);
    });
  });
});

describe('leq', () => {
  test('is reflexive', () => {
    law([policy], (a) => {
      expect(leq(a, policyOf(JSON.parse(textOf(a))))).toBe(true);
    });
  });

  test('is antisymmetric: equal meaning is equal text', () => {
    law([pair], ([a, b]) => {
      expect(leq(a, b) && leq(b, a)).toBe(textOf(a) === textOf(b));
    });
  });

  test('is transitive', () => {
    law([pair, policy], ([a, b], c) => {
      const [low, middle] = [meet(meet(a, b), c), meet(b, c)];
      expect(leq(low, middle) && leq(middle, c) && leq(low, c)).toBe(true);
      expect(leq(a, b) && leq(b, c) && !leq(a, c)).toBe(false);
    });
  });

  test('holds exactly where the meet is the narrower one', () => {
    law([pair], ([a, b]) => {
      expect(leq(a, b)).toBe(textOf(meet(a, b)) === textOf(a));
    });
  });

  test('holds exactly where nothing exceeds', () => {
    law([pair], ([a, b]) => {
      const excesses = diff(a, b);
      expect(leq(a, b)).toBe(excesses.length === 0);
      for (const { line, words } of excesses) expect(words.startsWith(`${line}: asked for `)).toBe(true);
    });
  });

  test('has the empty policy at the bottom', () => {
    law([policy], (a) => {
      expect(leq(EMPTY_POLICY, a)).toBe(true);
    });
  });
});

describe('what the meet grants is what both grant', () => {
  const path = fc.oneof(posixPath, windowsPath);

  test('paths', () => {
    law([policy, policy, path], (a, b, at) => {
      const both = grantsPath(a.okPath, at) && grantsPath(b.okPath, at);
      expect(grantsPath(meet(a, b).okPath, at)).toBe(both);
    });
  });

  test('hosts', () => {
    law([policy, policy, hostname, port], (a, b, name, number) => {
      const both = grantsHost(a.okHosts, name, number) && grantsHost(b.okHosts, name, number);
      expect(grantsHost(meet(a, b).okHosts, name, number)).toBe(both);
    });
  });

  test('paths and hosts of a narrower policy are granted by the wider', () => {
    law([pair, path, hostname, port], ([a, b], at, name, number) => {
      fc.pre(leq(a, b));
      expect(grantsPath(a.okPath, at) && !grantsPath(b.okPath, at)).toBe(false);
      expect(grantsHost(a.okHosts, name, number) && !grantsHost(b.okHosts, name, number)).toBe(false);
    });
  });
});

describe('policyOf', () => {
  test('is idempotent through JSON', () => {
    law([policy], (a) => {
      expect(textOf(policyOf(JSON.parse(textOf(a))))).toBe(textOf(a));
      expect(policyOf(a)).toBe(a);
    });
  });

  test('does not depend on order or repetition', () => {
    law([input], (lines) => {
      const shuffled = Object.fromEntries(
        Object.entries(lines)
          .toReversed()
          .map(([name, value]: [string, unknown]) => [
            name,
            Array.isArray(value) ? [...value.toReversed(), ...value] : value,
          ]),
      );
      expect(textOf(policyOf(shuffled))).toBe(textOf(policyOf(lines)));
    });
  });

  test('gives no package more than the cell', () => {
    law([policy, policy], (a, b) => {
      const both = meet(a, b);
      for (const name of Object.keys(both.packages)) {
        const own = policyOf({ ...packagePolicy(both, name) }, { defaults: both });
        expect(leq(own, both)).toBe(true);
      }
    });
  });

  test('freezes to the leaves', () => {
    law([policy], (a) => {
      expect(isFrozen(a)).toBe(true);
    });
  });
});

test('a request that asks for nothing is within what is held, and keeps its limits and denials', () => {
  law([policy], (held) => {
    const request = requestOf({}, held);
    expect(leq(request, held)).toBe(true);
    expect(request.limits).toEqual(held.limits);
    expect(request.nokBuiltinNames).toEqual(held.nokBuiltinNames);
  });
});

/** Whether a value is frozen, and all that it holds. */
const isFrozen = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen));
