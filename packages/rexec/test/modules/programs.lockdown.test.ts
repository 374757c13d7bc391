// The same program, with Node's modules and with the cell's, tells the same.
import { createRequire } from 'node:module';
import { format } from 'node:util';
import { RExec } from '@padded-cell/rexec';
import { expect, test } from 'vitest';
import { programs } from './programs.js';

const require = createRequire(import.meta.url);

const wrapped = (uses: readonly string[], body: string): string =>
  `(async (modules, log) => { const { ${uses.filter((name) => /^\w+$/u.test(name)).join(', ')} } = modules; ${body} })`;

type Run = (modules: Readonly<Record<string, unknown>>, log: (...values: unknown[]) => void) => Promise<void>;

const inHost = async (uses: readonly string[], body: string): Promise<readonly string[]> => {
  const lines: string[] = [];
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval
  const run = new Function(`return ${wrapped(uses, body)}`)() as Run;
  const modules = Object.fromEntries(uses.map((name) => [name, require(`node:${name}`) as unknown]));
  await run(modules, (...values) => lines.push(format(...values)));
  return lines;
};

const inCell = async (uses: readonly string[], body: string): Promise<unknown> => {
  const rex = new RExec({ okBuiltinModules: [...new Set([...uses, 'util'])] });
  await rex.rExecAsync(`const { format } = (await import('util')).default; const lines = []; const modules = {};
    for (const name of ${JSON.stringify(uses)}) modules[name] = (await import(name)).default;
    await (${wrapped(uses, body)})(modules, (...values) => lines.push(format(...values)));`);
  const lines = rex.rEval('lines');
  rex.end();
  return lines;
};

test.each(programs)('$does', async ({ uses, body }) => {
  const expected = await inHost(uses, body);
  expect(expected.length).toBeGreaterThan(0);
  expect(await inCell(uses, body)).toEqual(expected);
});
