/**
 * Why a module of the host lacks a name that Node's has: because the policy does not grant it.
 *
 * Data only. Invariant: what is said of a name is the same whether the host has it or not.
 */
import { namesOf } from '../../policy/vocabulary/posix-modules.js';
import { POSIX_NAMES } from '../../policy/vocabulary/posix-names.js';
import { SYS_NAMES } from '../../policy/vocabulary/sys-names.js';
import { packageLine } from '../packages/places.js';
import type { Site } from '../site.js';

const posix = Object.keys(POSIX_NAMES);

const lineOf = (module: string, name: string): string | undefined => {
  switch (module) {
    case 'node:fs':
    case 'node:fs/promises':
    case 'node:os':
      return namesOf(module.slice('node:'.length) as 'fs', posix).includes(name) ? 'okPosixNames' : undefined;
    case 'node:process':
      return Object.hasOwn(SYS_NAMES, name) ? 'okSysNames' : undefined;
    default:
      return undefined;
  }
};

/** What an error adds for a name that a policy can grant: which line would; '' for any other. */
export const howGranted = (module: string, name: string, { owner }: Pick<Site, 'owner'>): string => {
  const line = lineOf(module, name);
  if (line === undefined) return '';
  return `; the policy line that would grant it is ${owner === undefined ? line : packageLine(owner.key, line)}`;
};
