/**
 * What a cell of the command is made with: plain data, out of flags and a policy file.
 *
 * Invariant: a policy that is wrong ends the command before anything of a guest's is read.
 */
import { type LimitName, PolicyError, policyOf } from '@padded-cell/rexec/policy';
import { visible } from '../terminal.js';
import { UsageError } from '../usage.js';
import { isKept } from '../watch/limits.js';
import { type Lines, linesOf } from './flags.js';
import { readPolicyFile } from './policy-file.js';
import { type TrustedModule, trustedModules } from './trusted.js';

/** What a cell is made with. */
export interface Settings {
  /** Lines of its policy, checked; what they leave out a cell has by default. */
  readonly lines: Lines;
  readonly trusted: readonly TrustedModule[];
  /** Whether imports, accesses and refusals are traced. */
  readonly isVerbose: boolean;
}

/** The options of both commands. */
export interface CellOptions {
  readonly policy?: string;
  readonly trusted?: readonly string[];
  readonly verbose?: boolean;
}

/** What a program started from a command line is given by the very act: its arguments, its streams, and its status. */
const ownSysNames = ['argv', 'exit', 'exitCode', 'stderr', 'stdin', 'stdout'];

/** Endowments are values, and a command has none to give. */
const checkEndowments = ({ endowments }: Lines): void => {
  const [name] = (endowments as readonly string[] | undefined) ?? [];
  if (name === undefined) return;
  throw new UsageError(
    `the policy grants the endowment '${name}', and a command has no values to give`,
    `give it as a module, which guests import by its name: -t ${name}=./FILE.js`,
  );
};

/** A limit that nobody keeps would be a promise broken in silence. */
const checkLimits = ({ limits }: Lines): void => {
  for (const [name, limit] of Object.entries((limits as Record<LimitName, unknown> | undefined) ?? {})) {
    if (limit === 'unlimited' || isKept(name as LimitName)) continue;
    throw new UsageError(
      `the policy sets limits.${name}, which is kept for a cell behind a wall, and the command's cell is behind none`,
      `to run it without that limit: --limits ${name}=unlimited`,
    );
  }
};

/** What flags and a policy file say together. @throws UsageError where that can't be */
export const settingsOf = (options: CellOptions): Settings => {
  const file = options.policy === undefined ? {} : readPolicyFile(options.policy);
  const flags = linesOf(options as Readonly<Record<string, unknown>>);
  const lines: Lines = { ...file, ...flags };
  if (file.limits !== undefined || flags.limits !== undefined) {
    lines.limits = { ...(file.limits as object | undefined), ...(flags.limits as object | undefined) };
  }
  const trusted = trustedModules(options.trusted ?? []);
  checkEndowments(lines);
  lines.okSysNames ??= ownSysNames;
  try {
    policyOf(lines, process.cwd());
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw new UsageError(visible(error.message), 'docs/policy.md has every line and what it takes');
  }
  checkLimits(lines);
  delete lines.endowments;
  return { lines, trusted, isVerbose: options.verbose === true };
};
