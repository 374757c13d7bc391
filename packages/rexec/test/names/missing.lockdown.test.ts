// A name that a cell has not is an error that says why, where a line of its policy is why.
import { memoryHooks, RExec } from '@padded-cell/rexec';
import { expect, test } from 'vitest';

const missing = (options: ConstructorParameters<typeof RExec>[0], source: string): string => {
  try {
    return `gave ${String(new RExec(options).rEval(source))}`;
  } catch (error) {
    expect(error).toMatchObject({ name: 'ReferenceError', guest: true });
    return (error as Error).message;
  }
};

test.each([
  [{}, 'process.argv', 'process is not defined: the policy line that would grant it is okSysNames'],
  [{}, 'new Intl.Collator()', 'Intl is not defined: the policy line that would grant it is intl'],
  [{ nokBuiltinNames: ['fetch'] }, 'fetch("x")', 'fetch is not defined: nokBuiltinNames withholds it'],
  [
    { nokBuiltinNames: ['process'], okSysNames: ['argv'] },
    'process',
    'process is not defined: nokBuiltinNames withholds it',
  ],
  [{}, 'nowhere', 'nowhere is not defined'],
  [{}, 'wayTo', 'wayTo is not defined'],
] as const)('%o: %s', (options, source, message) => {
  expect(missing(options as ConstructorParameters<typeof RExec>[0], source)).toBe(message);
});

test('in a module too, and to ask for its type is no error', async () => {
  const hooks = memoryHooks({
    'a.mjs': 'export const ask = () => process.argv;',
    'b.mjs': 'export default typeof process',
  });
  const rex = new RExec({ hooks });
  const { ask } = await rex.rImport('./a.mjs');
  expect(() => (ask as () => unknown)()).toThrow(
    'process is not defined: the policy line that would grant it is okSysNames',
  );
  expect((await rex.rImport('./b.mjs'))['default']).toBe('undefined');
  expect(rex.rEval('typeof process')).toBe('undefined');
});
