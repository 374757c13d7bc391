/** Frames at random; fuzz.long.test.ts sends far more of them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nothingButTheEnd } from './fuzz.js';

const { numRuns = 100 } = fc.readConfigureGlobal();

test(
  'whatever an attacker sends, the host answers or ends the connection, and does nothing else',
  { timeout: 60_000 + numRuns * 10 },
  async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    await fc.assert(nothingButTheEnd());
    process.off('unhandledRejection', note);
    expect(unhandled).toStrictEqual([]);
  },
);
