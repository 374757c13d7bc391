// What util.inspect shows of an error under the settings that a host has: no frame of the host's.
import '@padded-cell/rexec/lockdown';
import { RExec } from '@padded-cell/rexec';
import { expect, test } from 'vitest';

test('an error is shown with its name, message, code and cause, and no frames', async () => {
  const rex = new RExec({ okBuiltinModules: ['util'] });
  await rex.rExecAsync(`const { inspect } = await import('util');
    const error = Object.assign(new RangeError('too far', { cause: new TypeError('why') }), { code: 'E_FAR' });`);
  expect(rex.rEval('inspect(error)')).toBe(`[RangeError: too far] { code: 'E_FAR', [cause]: [TypeError: why] }`);
  expect(rex.rEval('inspect(new Set([error.cause]))')).toBe('Set(1) { [TypeError: why] }');
});
