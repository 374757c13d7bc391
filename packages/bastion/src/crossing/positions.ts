/** Where a guest's code was, read from the text of a stack without running anything of the error's. */
import type { GuestPosition } from '../errors.js';
import { apply, freeze, getOwnPropertyDescriptor } from '../primordials.js';

const nativeStackGetter = getOwnPropertyDescriptor(new Error('sample'), 'stack')?.get;

/** The stack of an error as text, from wherever the platform keeps it. */
export const stackTextOf = (
  error: object,
  stackOf: ((error: object) => string | undefined) | undefined,
): string | undefined => {
  if (stackOf !== undefined) return stackOf(error);
  const descriptor = getOwnPropertyDescriptor(error, 'stack');
  const stack: unknown =
    descriptor?.get !== undefined && descriptor.get === nativeStackGetter
      ? apply(descriptor.get, error, [])
      : descriptor?.value;
  return typeof stack === 'string' ? stack : undefined;
};

const here = (import.meta as unknown as { url: string }).url.replace(/\/crossing\/positions\.[jt]s.*$/, '/');
/** Runners that compile as they load write paths where the engine writes URLs. */
const herePath = here.replace(/^file:\/\//, '');
const frame = /^\s*at (?:(?:async )?(.*?) \()?(?:eval at .*?, )?([^()]+?):(\d+):(\d+)\)?$/;
const mostFrames = 50;

/**
 * The guest's frames: those above the first frame of this package, whose callers are the host.
 *
 * @param stack What the engine wrote; forged text gives forged positions, and nothing worse.
 */
export const positionsOf = (stack: string | undefined): readonly GuestPosition[] => {
  const positions: GuestPosition[] = [];
  for (const line of stack?.slice(0, 20_000).split('\n') ?? []) {
    if (line.includes(here) || line.includes(herePath)) break;
    const found = frame.exec(line);
    if (found === null) continue;
    const [, name, file = '', row, column] = found;
    if (file.startsWith('node:')) continue;
    positions.push(freeze({ function: name, file, line: Number(row), column: Number(column) }));
    if (positions.length === mostFrames) break;
  }
  return positions;
};
