import { CellPool, type CellPoolOptions } from '../../src/wall/pool/cell-pool.js';
import type { StartHome } from '../../src/wall/host/spawn.js';

/** A pool whose processes the test starts: that they can be is nobody else's concern. */
export const StartedPool = CellPool as unknown as new (options: CellPoolOptions, start?: StartHome) => CellPool;
