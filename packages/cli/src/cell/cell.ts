/**
 * The cell of the command: made of settings, with trusted modules in it.
 *
 * Imported only where the realm is locked down.
 */
import { type Logger, RExec, type RExecOptions, type Stdio } from '@padded-cell/rexec';
import type { Settings } from '../policy/settings.js';
import { importTrusted } from '../policy/trusted.js';

/** What a cell is made with. */
export interface CellRequest {
  readonly settings: Settings;
  /** What errors call it. */
  readonly name: string;
  /** `process.argv` from its third on. */
  readonly args?: readonly string[];
  readonly stdio: Stdio;
  readonly logger: Logger;
}

/** Makes a cell. @throws UsageError for a trusted module that does not load */
export const makeCell = async ({ settings, ...beside }: CellRequest): Promise<RExec> => {
  const trusted = await importTrusted(settings.trusted);
  const rex = new RExec({ ...(settings.lines as RExecOptions), ...beside, verbose: settings.isVerbose });
  for (const [name, exports] of trusted) Object.assign(rex.addModule(name), exports);
  return rex;
};
