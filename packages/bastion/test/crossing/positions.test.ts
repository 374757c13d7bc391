/** Where a guest's code was when it threw: its own frames, and none of the host's. */
import { runInThisContext } from 'node:vm';
import type { GuestError } from '@padded-cell/bastion';
import { createMembrane } from '@padded-cell/bastion/membrane';
import { describe, expect, test } from 'vitest';
import type { Anything } from '../untyped.js';
import { Plugin } from './guest-code.js';
import { hostCalls } from './routes.js';

const thrownTo = async (run: () => unknown): Promise<Anything> => hostCalls((callback) => callback(), run);

describe('positions', () => {
  test('are the guest’s frames and none of the host’s, in a script of its own too', async () => {
    const guest = runInThisContext('(function outer() { return (function inner() {\n throw new Error("oh"); })(); })', {
      filename: '/cell/plugin.js',
    }) as () => unknown;
    const { positions } = await thrownTo(guest);
    expect(positions).toStrictEqual([
      { function: 'inner', file: '/cell/plugin.js', line: 2, column: 8 },
      { function: 'outer', file: '/cell/plugin.js', line: 2, column: expect.any(Number) },
    ]);
  });

  test('end where the host called: what the host did before is not the guest’s', async () => {
    const { positions } = await thrownTo(() => new Plugin().fail());
    expect(positions.map(({ function: name }: Anything) => name).slice(0, 2)).toStrictEqual([
      'throwing',
      'Plugin.fail',
    ]);
    for (const { file } of positions) expect(file).not.toContain('/src/');
  });

  test('that are forged are no more than text', async () => {
    const error = Object.assign(new Error('oh'), {
      stack: 'Error: oh\n    at admin (/etc/passwd:1:1)\n    at garbage',
    });
    const { positions } = await thrownTo(() => {
      throw error;
    });
    expect(positions).toStrictEqual([{ function: 'admin', file: '/etc/passwd', line: 1, column: 1 }]);
    expect(Object.isFrozen(positions)).toBe(true);
  });

  test('are read by the platform where it hides them from the error', () => {
    const membrane = createMembrane({ stackOf: () => 'Error: oh\n    at main (/cell/main.js:7:3)' });
    expect((membrane.thrownUp(new Error('oh')) as GuestError).positions).toStrictEqual([
      { function: 'main', file: '/cell/main.js', line: 7, column: 3 },
    ]);
  });
});
