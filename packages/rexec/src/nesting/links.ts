/**
 * Links that lead out: a path that lies in what is held by its text, and somewhere else in truth.
 *
 * The order of policies goes by text. A cell's directories are looked up when it is made, and what is not in the
 * directories of the cell it is in, links resolved, is not among them (loader/hooks/roots.ts); this says so to whoever
 * asked for it.
 */
import type { Inherited } from '../cell/inherited.js';
import { realOf } from '../places.js';
import { type Excess, type Policy, policyOf } from '../policy/index.js';

const lines = ['okPath', 'okWritePath'] as const;

/** What leads out, line by line. */
export const leadingOut = (policy: Policy, parent: Inherited): readonly (Excess & { readonly asked: string })[] =>
  lines.flatMap((line) =>
    policy[line]
      .filter((path) => !parent.roots[line].contains(realOf(path)))
      .map((asked) => ({
        line,
        asked,
        held: parent.policy[line],
        words: `${line}: asked for ${JSON.stringify(asked)}, a link that leads out of what is held`,
      })),
  );

/** The policy without them. */
export const withoutLeadingOut = (policy: Policy, parent: Inherited): Policy => {
  const out = new Set(leadingOut(policy, parent).map(({ line, asked }) => `${line} ${asked}`));
  if (out.size === 0) return policy;
  const kept = Object.fromEntries(
    lines.map((line) => [line, policy[line].filter((path) => !out.has(`${line} ${path}`))]),
  );
  return policyOf(kept, { defaults: policy });
};
