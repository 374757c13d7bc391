/** Cells for programs of claims: each with what it needs, and nothing else. */
import { RExec, type RExecOptions } from '@padded-cell/rexec';
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

const inCell = async <T>(needs: Needs, run: (rex: RExec) => Promise<T>): Promise<T> => {
  const rex = new RExec(optionsFor(needs));
  try {
    return await run(rex);
  } finally {
    rex.end();
  }
};

/** What a program gives in a cell of its own with these lines, and nothing else. */
export const given = async (program: string, needs: Needs = {}): Promise<unknown> =>
  await inCell(needs, async (rex) => (await rex.rImport(`./programs/${program}.mjs`))['default']);

/** Tries a program in a cell of its own with these lines. */
export const attempt = async (source: string, needs: Needs = {}): Promise<void> => {
  await inCell(needs, async (rex) => {
    await rex.rExecAsync(source);
  });
};
