// The same program, with Node's modules and with the cell's, tells the same.
import { RExec } from '@padded-cell/rexec';
import { expect, test } from 'vitest';
import { inCellText, inHost, programs } from './programs.js';

const inCell = async (uses: readonly string[], body: string): Promise<unknown> => {
  const rex = new RExec({ okBuiltinModules: [...new Set([...uses, 'util'])] });
  await rex.rExecAsync(inCellText(uses, body));
  const lines = rex.rEval('lines');
  rex.end();
  return lines;
};

test.each(programs)('$does', async ({ uses, body }) => {
  const expected = await inHost(uses, body);
  expect(expected.length).toBeGreaterThan(0);
  expect(await inCell(uses, body)).toEqual(expected);
});
