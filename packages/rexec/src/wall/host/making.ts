/** What the other side of a wall is told of a cell that it is to make. */
import type { RHooks } from '../../loader/hooks/hooks.js';
import type { Terminal } from '../guest/beyond.js';
import type { CellMessage } from '../messages.js';
import type { Connection, FrameLimits } from './connection.js';
import type { Share } from './share.js';

/** A cell that is to be made. */
interface Making {
  readonly connection: Connection;
  readonly share: Share;
  readonly number: number;
}

const granted = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const])),
  );

/**
 * The message.
 *
 * @param hooks - those that the cell was given by the host.
 * @param parent - the number of the cell that it is in.
 * @param frames - what the guest may hand over at once; for a first cell.
 */
export const messageOf = (
  { connection, share, number }: Making,
  hooks: RHooks | undefined,
  parent: number | undefined,
  frames?: FrameLimits,
): CellMessage => {
  const { name, policy, endowments, loader, conditions, args, verbose, root, outputs } = share;
  // One that is in another there has that one's, where it has none of its own.
  const given = parent === undefined ? share.hooks : hooks;
  const terminal = (stream: 'stderr' | 'stdout'): Terminal => share.output.terminal(stream);
  return {
    share: number,
    env: granted(policy.okEnvNames),
    streams: { hasConsole: outputs.console !== undefined, stdout: terminal('stdout'), stderr: terminal('stderr') },
    name,
    policy,
    endowments: [...endowments].map(([key, value]) => [key, connection.down(value)]),
    parent,
    hooks: given && connection.service.addHooks(given),
    loader: parent === undefined && loader !== undefined ? connection.service.addLoader(loader) : undefined,
    conditions: parent === undefined ? conditions : undefined,
    args,
    isVerbose: verbose,
    root,
    frames,
  };
};
