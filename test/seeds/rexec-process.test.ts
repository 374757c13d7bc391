/**
 * What the documents that this project starts from say of what rexec does not protect, and what to do about it.
 */
import { LimitError, RExec } from '@padded-cell/rexec';
import { expect, test } from 'vitest';

test.each([
  ['CPU', 'for (;;) {}', 'cpuMs'],
  ['memory', 'const all = []; for (;;) all.push(new Uint8Array(2 ** 22).fill(1))', 'memoryMb'],
] as const)(
  'no protection against memory or CPU; run a separate process, monitor it, terminate it: %s',
  async (_, source, limit) => {
    const said: string[] = [];
    const far = await RExec.spawn({
      wall: 'process',
      limits: { cpuMs: 400, memoryMb: 128 },
      endowments: { say: (text: string) => void said.push(text) },
    });
    await far.rExec("say('alive')");
    expect(said).toEqual(['alive']);
    const error = await far.rExec(source).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LimitError);
    expect(error).toMatchObject({ limit });
    expect(await far.ended).toBe(error);
    // The host goes on, and another cell has its own limits.
    const next = await RExec.spawn({ limits: { cpuMs: 400, memoryMb: 128 } });
    expect(await next.rEval('6 * 7')).toBe(42);
    await next.end();
  },
);
