/** Cells for programs of claims: each with what it needs, and nothing else. */
import type { RExecOptions } from '@padded-cell/rexec';
import { type Cell, realm, type Wall } from '../walls/wall.js';
import { type Needs, listLines } from './claim.js';

/** Where the programs are, and the packages: those that pnpm has put away, behind its links. */
export const okPath: readonly string[] = [import.meta.dirname, `${import.meta.dirname}/../../node_modules/.pnpm`];

/** The policy that grants these lines, and nothing else. */
const optionsFor = ({ packages = {}, ...lines }: Needs): RExecOptions => {
  const ofCell = Object.fromEntries(
    listLines.map((line) => [line, [...new Set(Object.values(packages).flatMap((needs) => needs[line] ?? []))]]),
  );
  return { okPath, okFileTypes: ['cjs', 'esm', 'json'], ...ofCell, ...lines, packages };
};

const inCell = async <T>(needs: Needs, { make }: Wall, run: (rex: Cell) => Promise<T>): Promise<T> => {
  const rex = await make(optionsFor(needs));
  try {
    return await run(rex);
  } finally {
    await rex.end();
  }
};

/** What a program gives in a cell of its own with these lines, and nothing else. */
export const given = async (program: string, needs: Needs = {}, wall: Wall = realm): Promise<unknown> =>
  await inCell(needs, wall, async (rex) => (await rex.rImport(`./programs/${program}.mjs`))['default']);

/** Tries a program in a cell of its own with these lines. */
export const attempt = async (source: string, needs: Needs = {}, wall: Wall = realm): Promise<void> => {
  await inCell(needs, wall, async (rex) => {
    await rex.rExecAsync(source);
  });
};
