/**
 * A policy in a JSON file, for `--policy`. Relative paths in it start from the file's own directory.
 *
 * Invariant: what comes out is what the file says, checked and in normal form, and only the lines that it has.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type LineName, LINES, PolicyError, policyOf } from '@padded-cell/rexec/policy';
import { visible } from '../terminal.js';
import { UsageError } from '../usage.js';
import type { Lines } from './flags.js';
import { whyUnreadable } from './unreadable.js';

const parse = (file: string, text: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\ufeff/u, '')) as unknown;
  } catch (error) {
    const why = visible(error instanceof Error ? error.message : 'it cannot be read');
    throw new UsageError(
      `the policy ${file} is no JSON: ${why}`,
      'JSON has double quotes, and no comments or trailing commas',
    );
  }
};

/** The lines of a policy file. @throws UsageError where it can't be read, or is no policy */
export const readPolicyFile = (file: string): Lines => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`the policy ${file} cannot be read: ${whyUnreadable(error)}`, 'give --policy a JSON file');
  }
  const written = parse(file, text);
  try {
    const policy = policyOf(written, dirname(resolve(file)));
    const lines: Lines = {};
    for (const name of Object.keys(written as object) as LineName[]) {
      if (Object.hasOwn(LINES, name)) lines[name] = policy[name];
    }
    const { limits } = written as { readonly limits?: object };
    if (limits !== undefined) {
      // Each limit that is not in the file keeps what it has without one.
      lines.limits = Object.fromEntries(Object.entries(policy.limits).filter(([name]) => Object.hasOwn(limits, name)));
    }
    return lines;
  } catch (error) {
    if (error instanceof PolicyError) {
      throw new UsageError(`${file}: ${visible(error.message)}`, 'docs/policy.md has every line and what it takes');
    }
    throw error;
  }
};
