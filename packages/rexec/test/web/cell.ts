/** The same program with Node's own names and with a cell's. */
import { RExec, type RExecOptions } from '@padded-cell/rexec';

/** What an expression with `await` gives in a cell. */
export const inCell = async (expression: string, made: RExecOptions | RExec = {}): Promise<unknown> => {
  const rex = made instanceof RExec ? made : new RExec(made);
  await rex.rExecAsync(`globalThis.$given = await (async () => (${expression}))();`);
  return rex.rEval('globalThis.$given');
};

/** What it gives with Node's own names. */
export const inNode = async (expression: string): Promise<unknown> =>
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval
  await (new Function(`return (async () => (${expression}))()`)() as Promise<unknown>);
