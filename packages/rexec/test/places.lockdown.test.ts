/** What a host learns of a guest's failure that came by no call, or that is no error. */
import { RExec } from '@padded-cell/rexec';
import { expect, test } from 'vitest';
import { stackOf } from '../src/lockdown/stack.js';

/** The stack of an error of the guest's, as lockdown tells a host of it. */
const stackFrom = async (rex: RExec, source: string, file: string): Promise<string> => {
  let reason: unknown;
  const listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.once('unhandledRejection', (rejected) => {
    reason = rejected;
  });
  rex.rExec(source, { file });
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (const listener of listeners) process.on('unhandledRejection', listener);
  return stackOf(reason);
};

test('the places of a cell in the stack of a rejection are its own, by its own files', async () => {
  const rex = new RExec();
  const source = 'const f = async () => {\n  await null;\n  throw new Error("x"); // import("y")\n};\nf();';
  const stack = await stackFrom(rex, source, 'some file.js');
  expect(rex.positionsIn(stack)).toEqual([{ function: 'f', file: 'some file.js', line: 3, column: 9 }]);
  expect(new RExec().positionsIn(stack)).toEqual([]);
});

test('a stack of the host has no places of a guest', () => {
  expect(new RExec().positionsIn(stackOf(new Error('of the host')))).toEqual([]);
  expect(new RExec().positionsIn('')).toEqual([]);
});

test('what is thrown and is no error is told by what it looks like, and nothing of it runs', () => {
  const rex = new RExec();
  rex.rExec('let ran = 0; const trap = { get() { ran += 1 } };');
  const thrown = (what: string): string => {
    try {
      rex.rExec(`throw ${what}`);
    } catch (error) {
      return (error as Error).message;
    }
    return 'nothing was thrown';
  };
  expect(thrown('{ a: 1, get b() { ran += 1 }, toString() { ran += 1 } }')).toBe(
    'thrown: { a: 1, b: [Getter], toString: [Function: toString] }',
  );
  expect(thrown('[1, "two"]')).toBe("thrown: [ 1, 'two' ]");
  expect(thrown('{ message: "its own" }')).toBe('its own');
  expect(thrown('{ a: new Proxy({}, trap) }')).toMatch(/^thrown: /u);
  expect(thrown('new Error()')).toBe('');
  expect(rex.rEval('ran')).toBe(0);
});
