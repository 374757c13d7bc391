/**
 * What an `RExec` takes: the options of a cell, of a call, and of a cell within.
 */
import type { EndowmentRequest, Endowments } from './endowments.js';
import type { RHooks } from './loader/hooks/hooks.js';
import type { RLoader } from './loader/own-loader.js';
import type { Logger } from './logger.js';
import { Input } from './names/input.js';
import type { ConsoleSink, Stdio } from './names/output.js';
import type { Files } from './names/redirection.js';
import type { PolicyInput } from './policy/index.js';

/** The lines of a policy that an option or a request can have; endowments are given beside them. */
type PolicyLines = Omit<PolicyInput, 'endowments' | '$schema'>;

/** What a cell is made with: policy lines, each in place of the class's, and what the host gives. */
export interface RExecOptions<E extends Endowments = Endowments> extends PolicyLines {
  /** What the guest finds under these names: data as copies, objects with methods as bastions. */
  readonly endowments?: E;
  /**
   * What modules are read by, in place of files under `okPath`: a grant by itself, whatever the policy's lines say of
   * files. `layeredHooks(…, fileHooks('./plugins'))` has both. Without it, files under `okPath`.
   */
  readonly hooks?: RHooks;
  /** Loads modules in place of the cell's own loader; what it gives is a grant by itself. A nested cell has the same. */
  readonly loader?: RLoader;
  /**
   * Which builds of npm packages are wanted, by the conditions of their `exports`: `['node']` where nothing is said. With
   * `['browser']` many need fewer lines, for a browser has no `node:fs` either. A nested cell has the same.
   */
  readonly conditions?: readonly string[];
  /** What errors call the cell. */
  readonly name?: string;
  /**
   * Takes what the cell tells its host beside results: errors of callbacks that nobody called for. Without it they are
   * lines on stderr, as many as `limits.outputBytes` allows. A nested cell tells the same logger.
   */
  readonly logger?: Logger;
  /** Takes each call of the cell's console, in place of its `stdio`: a host's own log. */
  readonly console?: ConsoleSink;
  /** The cell's streams, in place of the host's own. */
  readonly stdio?: Stdio;
  /** What the guest finds in `process.argv` after its two first, `node` and the cell's name. */
  readonly args?: readonly string[];
  /**
   * Traces imports, accesses and refusals, as records for the `logger` (or lines on stderr). A nested cell is traced too.
   */
  readonly verbose?: boolean;
  /**
   * The directory that is the guest's `/` in `node:fs`, in `rOpen`, in imports and in `rExecFile`: `/etc/motd` is then
   * `etc/motd` in it. What of it may be read and written the policy says as ever, by the host's paths, all within it.
   */
  readonly root?: string;
}

/**
 * What a guest beyond a wall may hand over at once. To read it holds up the host, so it is bounded by what takes some twenty
 * milliseconds: larger values are an error for the guest, which can hand over pieces, or an iterator.
 */
export interface LargestValue {
  /** Bytes of one value as it is sent: 16 MiB, where nothing is said; at most 272 MiB. */
  readonly bytes?: number;
  /**
   * Objects, fields, elements and entries, by how long each takes, a tenth of a microsecond or so: 147,456, where nothing is
   * said, which is ten thousand records of ten fields; at most 4,194,304.
   */
  readonly items?: number;
}

/** What a cell beyond a wall is made with: what one in this realm is, and which wall. */
export interface SpawnOptions<E extends Endowments = Endowments> extends RExecOptions<E> {
  /** A process of its own, or a thread of this one: `'process'` where nothing is said. */
  readonly wall?: 'process' | 'thread';
  /** What its guest may hand over at once. */
  readonly largestValue?: LargestValue;
}

/** What a nested cell is asked for with. A line that is left out grants nothing; a restriction left out stays. */
export interface NestRequest<E extends Endowments = Endowments> extends PolicyLines {
  /** Which of the cell's endowments: by name, or by name with a filter of methods. */
  readonly endowments?: EndowmentRequest<E>;
  /**
   * What its modules are read by: the name of a directory, for no more of this cell's hooks than is under it; or other
   * hooks, which are then those of whoever asks. Left out, they are this cell's, or files under the `okPath` asked for.
   */
  readonly hooks?: RHooks | string;
  /** What errors call the nested cell. */
  readonly name?: string;
}

/** How a nested cell is made. */
export interface NestOptions {
  /** Whether what exceeds is left out; it is an error otherwise. */
  readonly clip?: boolean;
}

/** How a cell within another is made in a process or a thread of its own. */
export interface SpawnWithinOptions extends NestOptions {
  /** `'process'` where nothing is said. */
  readonly wall?: 'process' | 'thread';
  /** What its guest may hand over at once. */
  readonly largestValue?: LargestValue;
}

/** What came of a text that was typed at a console. */
export interface Interaction {
  /** Whether it was a whole program, and was run. */
  readonly isComplete: boolean;
  /** What its value looks like. */
  readonly text?: string;
}

/** How a source is named. */
export interface SourceOptions {
  /** The file that positions in its errors name. */
  readonly file?: string;
}

/** How a source is named, and the files that it has in place of the cell's stdin, stdout and stderr. */
export interface SafeOptions extends SourceOptions, Stdio {}

/** What options and requests have beside policy lines. */
type BesideLines =
  | 'hooks'
  | 'loader'
  | 'conditions'
  | 'root'
  | 'args'
  | 'verbose'
  | 'console'
  | 'endowments'
  | 'logger'
  | 'name'
  | 'stdio';

/** The policy lines of options or of a request. */
export const linesOf = <T extends { readonly [Name in BesideLines]?: unknown }>(options: T): Omit<T, BesideLines> => {
  const {
    hooks: _hooks,
    loader: _loader,
    conditions: _conditions,
    root: _root,
    args: _args,
    verbose: _verbose,
    console: _console,
    endowments: _endowments,
    logger: _logger,
    name: _name,
    stdio: _stdio,
    ...lines
  } = options;
  return lines;
};

/** The files that a call is given. */
export const filesOf = ({ stdin, stdout, stderr }: Stdio): Files => ({
  stdin: stdin === undefined ? undefined : new Input(stdin),
  stdout,
  stderr,
});
