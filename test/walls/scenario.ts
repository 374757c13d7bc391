/**
 * What a scenario is, and how a list of them is run on a wall. A scenario says what it makes its cell with, what is done,
 * and what that gives: the same on every wall.
 */
import { inspect } from 'node:util';
import type { RExec, RExecOptions } from '@padded-cell/rexec';
import { afterAll, describe, expect, test } from 'vitest';
import type { Cell, Wall } from './wall.js';

/** What no guest is to get, and no result is to have in it. */
export const SECRET = 'the-secret-of-the-host';

/** A scenario. */
interface Scenario {
  readonly does: string;
  /** What its own cell is made with. Without it, it runs in the cell of its list. */
  readonly options?: () => RExecOptions;
  /** What the cell is made of, in place of RExec. */
  readonly Class?: () => typeof RExec;
  /** The text of an expression, or what is done with the cell. */
  readonly run: string | ((rex: Cell) => unknown);
  /** What it gives. */
  readonly gives?: unknown;
  /** What it throws: a matcher of `expect`. */
  readonly throws?: object;
}

/** A list of scenarios, and the cell that those run in which have none of their own. */
export interface Area {
  readonly about: string;
  readonly options?: () => RExecOptions;
  readonly scenarios: readonly Scenario[];
}

/** Runs something, and ends the cell that it ran in, whatever came of it. */
const inCell = async (cell: Promise<Cell>, act: (rex: Cell) => unknown): Promise<unknown> => {
  const rex = await cell;
  try {
    return await act(rex);
  } finally {
    await rex.end();
  }
};

/** What an act throws. */
export const thrownBy = async (act: () => unknown): Promise<Error> => {
  let given: unknown;
  try {
    given = await act();
  } catch (error) {
    return error as Error;
  }
  throw new Error(`nothing was thrown: it gave ${inspect(given)}`);
};

const act = async (rex: Cell, run: Scenario['run']): Promise<unknown> =>
  await (typeof run === 'string' ? rex.rEval(run) : run(rex));

/** Runs a list of scenarios on a wall. */
export const testArea = ({ make }: Wall, { about, options: ofList = () => ({}), scenarios }: Area): void => {
  describe.each([about])('%s', () => {
    let shared: Promise<Cell> | undefined;
    afterAll(async () => {
      await (await shared)?.end();
    });

    const ran = async ({ options, Class, run }: Scenario): Promise<unknown> =>
      options === undefined && Class === undefined
        ? await act(await (shared ??= make(ofList())), run)
        : await inCell(make((options ?? ofList)(), Class?.()), async (rex) => await act(rex, run));

    test.each(scenarios.map((scenario) => [scenario.does, scenario] as const))(
      '%s',
      { timeout: 60_000 },
      async (_, scenario) => {
        const { throws, gives } = scenario;
        const outcome = await (throws === undefined ? ran(scenario) : thrownBy(() => ran(scenario)));
        expect(inspect(outcome, { depth: 10 })).not.toContain(SECRET);
        expect(outcome).toStrictEqual(throws ?? gives);
      },
    );
  });
};
