/** A cell with modules, and what one of its programs gives. */
import { RExec } from '@padded-cell/rexec';

export const moduleNames = [
  'node:buffer',
  'node:events',
  'node:path',
  'node:path/posix',
  'node:path/win32',
  'node:punycode',
  'node:querystring',
  'node:string_decoder',
  'node:url',
];

export const cellWith = (...okBuiltinModules: string[]): RExec => new RExec({ okBuiltinModules });

/** What an expression with `await` gives in a cell. */
export const given = async (rex: RExec, expression: string): Promise<unknown> => {
  await rex.rExecAsync(`globalThis.$given = (${expression});`);
  return rex.rEval('globalThis.$given');
};
