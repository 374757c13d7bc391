/**
 * A cell that is made, used and ended before there is a guest, so that the first guest does not wait for the engine to
 * compile what every cell runs; and the compiled form of the program then has it.
 *
 * It goes the way that a guest's does, host's end included, but for the pipes. Invariant: it is over when this returns,
 * and nothing of it is left in what later cells use.
 */
import { createMembrane } from '@padded-cell/bastion/membrane';
import { CellEndedError } from '../../errors/index.js';
import { policyOf, presetLimits } from '../../policy/index.js';
import { RExec } from '../../rexec.js';
import type { Channel } from '../channel.js';
import type { CellMessage } from '../messages.js';
import { Peer } from '../peer/peer.js';
import { type Ask, askingBy } from './asking.js';
import { Cells } from './cells.js';

type Listener = (frame: Uint8Array) => void;

const close = (): void => undefined;

/** Two ends in this thread. What goes to the guest waits until it is taken, as in a pipe. */
const joined = (): { readonly host: Channel; readonly guest: Channel; readonly carry: () => void } => {
  const ways = { ordinary: [] as Uint8Array[], waited: [] as Uint8Array[], early: [] as Uint8Array[] };
  let toGuest: Listener | undefined;
  let toHost: Listener | undefined;
  return {
    host: {
      send: (frame, isWaitedFor) => {
        ways[isWaitedFor ? 'waited' : 'ordinary'].push(frame);
      },
      listen: (listener) => {
        toHost = listener;
      },
      backlog: 0,
      close,
    },
    guest: {
      send: (frame) => {
        if (toHost === undefined) ways.early.push(frame);
        else toHost(frame);
      },
      receiveSync: () => ways.waited.shift() as Uint8Array,
      listen: (listener) => {
        toGuest = listener;
      },
      backlog: 0,
      close,
    },
    carry: () => {
      for (const frame of ways.early.splice(0)) toHost?.(frame);
      for (let frame = ways.ordinary.shift(); frame !== undefined; frame = ways.ordinary.shift()) toGuest?.(frame);
    },
  };
};

const name = 'rehearsal';
const noTerminal = [false, undefined, undefined] as const;
const base = '/';
/** What a host answers. */
const nothing = (): object => ({ value: undefined });

/** Text of the kinds that first texts are of: it is the engine's first of each. */
const texts: readonly (readonly [method: 'rEval' | 'rExec', source: string])[] = [
  ['rExec', 'const list = [1, 2, 3]; function twice(value) { return value * 2; } class Point { x = 1; }'],
  [
    'rExec',
    "try { host.add(list.map(twice), { text: 'text' }); null.none; } catch (error) { console.log(String(error)); }",
  ],
  ['rEval', '({ list, of: new Point(), add: (value) => value + 1 })'],
  ['rEval', '1'],
];

/**
 * Rehearses: it is over when this returns.
 *
 * @returns what came of each step, a little later.
 */
export const rehearse = async (): Promise<readonly PromiseSettledResult<unknown>[]> => {
  const { host, guest, carry } = joined();
  let ask: Ask | undefined;
  const cells = new Cells({ ask: (...question) => (ask as Ask)(...question) });
  const inner: Peer = new Peer({ channel: guest, side: 'guest', root: cells.root() });
  ask = askingBy(inner);
  const outer = new Peer({ channel: host, side: 'host', root: { write: nothing, end: nothing } });
  const answers: unknown[] = [];
  const call = (what: string, ...args: readonly unknown[]): void => {
    answers.push(outer.call(what, ...args));
    carry();
  };
  const endowment = createMembrane().down({ add: (_list: unknown, record: unknown) => record });
  const message: CellMessage = {
    share: 1,
    name,
    policy: policyOf(
      { limits: presetLimits('process'), endowments: ['host'] },
      { base, defaults: policyOf(RExec, base) },
    ),
    endowments: [['host', endowment]],
    parent: undefined,
    hooks: undefined,
    loader: undefined,
    conditions: undefined,
    args: [],
    isVerbose: false,
    root: undefined,
    frames: undefined,
    env: {},
    streams: { hasConsole: false, stdout: noTerminal, stderr: noTerminal },
  };
  call('make', message);
  for (const [method, source] of texts) call('run', 1, method, source, {});
  call('end', 1);
  const reason = new CellEndedError(name);
  inner.end(reason);
  outer.end(reason);
  return await Promise.allSettled(answers);
};
