/** A cell with modules, and what one of its programs gives. */
import { RExec } from '@padded-cell/rexec';
import { BUILTIN_MODULES } from '@padded-cell/rexec/policy';

export const moduleNames = Object.keys(BUILTIN_MODULES);

/** Those that hold authority: what they have is for other lines of a policy to say. */
const granted = new Set(['node:crypto', 'node:fs', 'node:fs/promises', 'node:os', 'node:process']);

/** Those that need none. */
export const portNames = moduleNames.filter((name) => !granted.has(name));

export const cellWith = (...okBuiltinModules: string[]): RExec => new RExec({ okBuiltinModules });

/** What an expression with `await` gives in a cell. */
export const given = async (rex: RExec, expression: string): Promise<unknown> => {
  await rex.rExecAsync(`globalThis.$given = (${expression});`);
  return rex.rEval('globalThis.$given');
};
