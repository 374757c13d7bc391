// How often each property is tried: PADDED_CELL_RUNS, for every test that does not choose a number itself.
import { configureGlobal } from 'fast-check';

configureGlobal({ numRuns: Number(process.env['PADDED_CELL_RUNS'] ?? 100) });
