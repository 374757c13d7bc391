/**
 * The limits that a realm can't keep: time and memory. The command's whole process is one guest's, so they are kept
 * for the process, from outside of the thread that the guest runs in.
 */

import { type LimitName, LIMITS } from '@padded-cell/rexec/policy';

const watchedNames = ['cpuMs', 'memoryMb', 'wallMs'] as const;

/** Whether a limit is kept here: by the cell itself, or by watching the process. The others are of cells behind a wall. */
export const isKept = (name: LimitName): boolean =>
  LIMITS[name].keeper === 'ledger' || (watchedNames as readonly LimitName[]).includes(name);

/** What is watched. A limit that is not given is none. */
export interface WatchedLimits {
  readonly cpuMs?: number;
  readonly memoryMb?: number;
  readonly wallMs?: number;
}

/** How often, in milliseconds. */
export const interval = 20;

/** Of the limits of a policy, as written, those that are to be watched. */
export const watchedLimits = (limits: unknown): WatchedLimits | undefined => {
  const given = Object.entries((limits as Record<string, unknown> | undefined) ?? {}).filter(
    ([name, limit]) => (watchedNames as readonly string[]).includes(name) && typeof limit === 'number',
  );
  return given.length === 0 ? undefined : (Object.fromEntries(given) as WatchedLimits);
};

/** Starts to watch. @returns a function that says which limit is exceeded, in words; undefined while none is */
export const watcherOf = ({ cpuMs, memoryMb, wallMs }: WatchedLimits): (() => string | undefined) => {
  const begun = performance.now();
  const before = process.cpuUsage();
  return () => {
    if (wallMs !== undefined && performance.now() - begun > wallMs) return `limits.wallMs (${wallMs} ms) is over`;
    if (cpuMs !== undefined) {
      const { user, system } = process.cpuUsage(before);
      if ((user + system) / 1000 > cpuMs) return `limits.cpuMs (${cpuMs} ms of processor time) is spent`;
    }
    if (memoryMb !== undefined && process.memoryUsage.rss() > memoryMb * 1024 * 1024) {
      return `limits.memoryMb (${memoryMb} MiB) is exceeded`;
    }
    return undefined;
  };
};
