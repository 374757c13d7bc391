/**
 * What a cell's host does for it, asked across the wall.
 *
 * Trusts: the host. Invariant: an answer is there when a function returns, where it would be in the host's own realm.
 */
import { types } from 'node:util';
import type { Beyond } from '../../cell/beyond.js';
import { told } from '../../errors/told.js';
import type { RHooks } from '../../loader/hooks/hooks.js';
import type { Loaded, RLoader } from '../../loader/own-loader.js';
import type { CellRecord } from '../../logger.js';
import type { TextSource } from '../../names/input.js';
import type { OutputOptions, Stdio } from '../../names/output.js';
import type { Power, PowerMakers } from '../../powers/powers.js';
import type { Ask } from './asking.js';

type TextPiece = Awaited<ReturnType<Extract<TextSource, { read(): unknown }>['read']>>;

/** Whether a stream is a terminal, and how wide and high it is. */
export type Terminal = readonly [isTTY: boolean, columns: number | undefined, rows: number | undefined];

/** What the host tells of a cell's streams. */
export interface Streams {
  /** Whether its console has a taker of its own. */
  readonly hasConsole: boolean;
  readonly stdout: Terminal;
  readonly stderr: Terminal;
}

/** What a cell's share is known by, and what the host told of it. */
export interface ShareFacts {
  readonly share: number;
  readonly env: Readonly<Record<string, string>>;
  readonly streams: Streams;
}

/** The host halves that the host does. */
const ofHost = ['$files', '$machine', '$fetch'] as const;

/** Hooks of the host's, by their number. */
export const hooksOf = (ask: Ask, numberOf: () => number, isSync: boolean): RHooks => {
  const asking =
    (method: string) =>
    (...args: readonly unknown[]) =>
      ask('hooks', numberOf(), method, ...args);
  const names: readonly (keyof RHooks)[] = [
    'resolve',
    'read',
    'exists',
    'canonical',
    ...(isSync ? (['readNow', 'existsNow', 'canonicalNow'] as const) : []),
  ];
  return Object.fromEntries(names.map((name) => [name, asking(name)])) as unknown as RHooks;
};

/** What a loader gave, as the host tells it: exports are a list. */
const loadedIn = (answer: unknown): Loaded => {
  const { name, exports } = (typeof answer === 'object' && answer !== null ? answer : {}) as {
    readonly name?: string;
    readonly exports?: readonly (readonly [string, unknown])[];
  };
  return exports === undefined ? (answer as Loaded) : { name: name ?? '', exports: Object.fromEntries(exports) };
};

/** A loader of the host's own, by its number. */
export const loaderOf = (ask: Ask, number: number): RLoader => {
  return {
    load: ({ specifier, importer, by }) => {
      const answer = ask('load', number, { specifier, importer, by });
      return types.isPromise(answer) ? answer.then(loadedIn) : loadedIn(answer);
    },
  };
};

/** Streams of the host's, by what writes to them and reads. */
export const stdioBy = (
  { stdout, stderr }: Pick<Streams, 'stderr' | 'stdout'>,
  write: (stream: 'stderr' | 'stdout', text: string) => void,
  /** `now` gives null at the end, and undefined where it has to be waited for. */
  read: { readonly now: () => unknown; readonly later: () => unknown },
): Stdio => {
  const sink = (stream: 'stderr' | 'stdout', [isTTY, columns, rows]: Terminal) => ({
    write: (text: string): void => {
      write(stream, text);
    },
    isTTY,
    columns,
    rows,
  });
  return {
    stdout: sink('stdout', stdout),
    stderr: sink('stderr', stderr),
    stdin: {
      read: () => {
        const piece = read.now();
        return (piece === undefined ? read.later() : piece) as TextPiece | Promise<TextPiece>;
      },
    },
  };
};

const outputsOf = (ask: Ask, { share, streams }: ShareFacts): OutputOptions => ({
  ...(streams.hasConsole
    ? {
        console: ({ method, text }) => {
          // Which stream it would be on is asked where a call has files in its place, and that was decided here.
          ask('show', share, method, 'stdout', text);
        },
      }
    : {}),
  stdio: stdioBy(
    streams,
    (stream, text) => {
      ask('write', share, stream, text);
    },
    { now: () => ask('readNow', share), later: () => ask('read', share) },
  ),
});

/** A record, with its error as data. */
const recordOf = (record: CellRecord): object =>
  record.kind === 'error' ? { ...record, error: told(record.error) } : record;

/** The host's part of a cell. @param copied - tells what has been copied for it when it arrived */
export const beyondOf = (ask: Ask, copied: Beyond['copied'], facts: ShareFacts): Beyond => {
  const { share, env, streams } = facts;
  const powerOf = (owner: string | undefined, name: string): Power => {
    const methods = ask('power', share, owner, name) as readonly string[];
    return Object.fromEntries(
      methods.map((method) => [method, (...args) => ask('usePower', share, owner, name, method, ...args)]),
    ) as Power;
  };
  return {
    env,
    copied,
    outputs: outputsOf(ask, facts),
    logger: (record) => {
      ask('log', share, recordOf(record));
    },
    cwd: () => ask('cwd', share) as string,
    fileHooks: (okPath) => {
      let number: number | undefined;
      const numberOf = (): number => (number ??= ask('fileHooks', share, okPath) as number);
      // Where places lead is settled when the cell is made; where there are none, it need not wait for its host.
      if (okPath.length > 0) numberOf();
      return hooksOf(ask, numberOf, true);
    },
    powers: (owner): PowerMakers => Object.fromEntries(ofHost.map((name) => [name, () => powerOf(owner, name)])),
    within: (name, policy) =>
      beyondOf(ask, copied, { share: ask('within', share, name, policy) as number, env, streams }),
    end: () => {
      ask('end', share);
    },
  };
};
