/**
 * What of a cell its host does, where the host is beyond a wall: what takes files, the network, or the host's streams.
 *
 * Invariant: what is asked for here is checked there, by the host's own copy of the cell's policy.
 */
import type { RHooks } from '../loader/hooks/hooks.js';
import type { Logger } from '../logger.js';
import type { OutputOptions } from '../names/output.js';
import type { Policy } from '../policy/index.js';
import type { PowerMakers } from '../powers/powers.js';

/** The host's part of one cell. */
export interface Beyond {
  /** Where the cell's text goes. */
  readonly outputs: OutputOptions;
  readonly logger: Logger;
  /** The host's environment variables, as far as the policy grants them. */
  readonly env: Readonly<Record<string, string>>;
  /** Where relative paths start, as the guest sees it. */
  readonly cwd: () => string;
  /** Modules as files under the `okPath` of a policy that is within the cell's. */
  readonly fileHooks: (okPath: readonly string[]) => RHooks;
  /** The host halves that the host does: the cell's own, or those of a package in it. */
  readonly powers: (owner: string | undefined) => PowerMakers;
  /** The host's part of a cell within. @throws PrivilegeError for a policy that has more than this one's */
  readonly within: (name: string, policy: Policy) => Beyond;
  /** How many bytes a value is that was made here, for this cell, when it arrived; undefined for any other. */
  readonly copied: (value: object) => number | undefined;
  /** The cell has ended. */
  readonly end: () => void;
}
