/** The monotonic clock, in milliseconds: nobody can set it back. Every platform of today has it. */
const { performance } = globalThis as unknown as { performance: { now(): number } };

export const now = (): number => performance.now();
