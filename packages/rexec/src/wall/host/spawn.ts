/**
 * Makes a cell in a process or a thread of its own.
 *
 * Invariant: where it can't be made, nothing of it is left.
 */
import { fileURLToPath } from 'node:url';
import type { Endowments } from '../../endowments.js';
import type { Policy } from '../../policy/index.js';
import { type Holder, partsWithin } from '../../nesting/nest.js';
import type { LargestValue, NestRequest, SpawnWithinOptions } from '../../options.js';
import { tellUnkept } from '../limits/kept.js';
import { CellProcess } from '../process/cell-process.js';
import { programIn } from '../process/program.js';
import { CellThread } from '../thread/cell-thread.js';
import { defaultWallLimits, hostFrames } from '../protocol.js';
import { Connection, type FrameLimits } from './connection.js';
import type { Home } from './home.js';
import { messageOf } from './making.js';
import { RemoteRExec } from './remote-rexec.js';
import { Share, type ShareParts } from './share.js';
import { requireWall, type SpawnWall } from './walls.js';

/** Starts a process or a thread for a cell with a policy. */
export type StartHome = (policy: Policy) => Promise<Home>;

const program = programIn(fileURLToPath(new URL('../../../boot/program', import.meta.url)));

/** As many as a membrane lets cross. */
const mostItems = 4 * 1024 * 1024;

/** How each kind is started. */
export const homes: Readonly<Record<SpawnWall, StartHome>> = {
  process: async (policy) => await CellProcess.start({ policy, program }),
  thread: async (policy) => await CellThread.start({ policy, program }),
};

/** What a cell is made with, its policy read. */
export interface Spawning extends ShareParts {
  readonly wall: SpawnWall;
  /** The limits that somebody asked for: the others are presets, or what is held. */
  readonly asked: ReadonlySet<string>;
  readonly largestValue?: LargestValue | undefined;
  /** Gives the process or the thread. */
  readonly home: StartHome;
}

const bound = (given: number | undefined, preset: number, most: number, what: string): number => {
  if (given === undefined) return preset;
  if (Number.isSafeInteger(given) && given > 0 && given <= most) return given;
  throw new RangeError(`largestValue.${what} is a whole number from 1 to ${most}`);
};

/** What a guest may hand over at once. @throws RangeError */
const framesOf = ({ bytes, items }: LargestValue = {}): FrameLimits => ({
  frameBytes: bound(bytes, defaultWallLimits.frameBytes, hostFrames.frameBytes, 'bytes'),
  items: bound(items, defaultWallLimits.items, mostItems, 'items'),
});

/** The cell. */
export const spawned = async <E extends Endowments>({
  wall,
  asked,
  home: start,
  largestValue,
  ...parts
}: Spawning): Promise<RemoteRExec<E>> => {
  const frames = framesOf(largestValue);
  const share = new Share(parts);
  tellUnkept(wall, share, asked);
  let home: Home | undefined;
  try {
    home = await start(share.policy);
    share.requireLife();
    const connection = new Connection(home, share, frames);
    const held = { connection, share, number: connection.service.addShare(share) };
    connection.valueOf(await connection.call('make', messageOf(held, undefined, undefined, frames)));
    return new RemoteRExec<E>(held, true);
  } catch (error) {
    share.end();
    home?.end();
    await home?.over;
    throw error;
  }
};

/** The cell within another, behind a wall of its own. @throws PrivilegeError, PolicyError, CellEndedError */
export const spawnedWithin = async <E extends Endowments>(
  holder: Holder,
  request: NestRequest<E>,
  { clip = false, wall = 'process', largestValue }: SpawnWithinOptions,
): Promise<RemoteRExec<never>> => {
  requireWall(wall);
  const asked = new Set(Object.keys(request.limits ?? {}));
  return await spawned({
    ...partsWithin(holder, request, clip),
    parent: holder,
    wall,
    home: homes[wall],
    asked,
    largestValue,
  });
};
