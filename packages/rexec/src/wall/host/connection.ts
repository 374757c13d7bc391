/**
 * A host's connection with the cells of one process or thread.
 *
 * Trusts: nothing that comes from there. Invariants: what comes out is what a membrane of the host's gave, or an error of
 * the host's making; and once the other side is gone, everything that waits is told why, as is whoever comes later.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { CrossingError, GuestError } from '@padded-cell/bastion';
import { createMembrane, type Membrane, type Meter } from '@padded-cell/bastion/membrane';
import { CellCrashedError, CellEndedError } from '../../errors/index.js';
import type { Plain } from '../../errors/told.js';
import { LimitError, limitOf } from '../../policy/index.js';
import type { Allowance } from '../../policy/ledger.js';
import type { Channel } from '../channel.js';
import { CallRate } from '../limits/call-rate.js';
import { valueOf } from '../outcome.js';
import { Peer } from '../peer/peer.js';
import { defaultWallLimits, ProtocolError, type WallLimits } from '../protocol.js';
import type { ProcessEnd } from '../process/cell-process.js';
import type { Home } from './home.js';
import { Service } from './service.js';
import type { Share } from './share.js';

/** An error from beyond that is of no class of ours. */
export const guestError = ({ name, message, code }: Plain): Error => new GuestError(name, message, code);

/** Takes each call from an allowance, and from those of the last second. */
const rated = (calls: Allowance, rate: CallRate): Meter => {
  const meter: Meter = {
    left: 0,
    more: () => {
      meter.left = 0;
      rate.count();
      calls.left -= 1;
      if (calls.left < 0) calls.more();
    },
  };
  return meter;
};

/** What has closed its pipes has so long to end by itself. */
const longestDyingMs = 1000;

/** Bounds on what a guest may hand over at once. */
export type FrameLimits = Pick<WallLimits, 'frameBytes' | 'items'>;

/** A connection. */
export class Connection {
  readonly service: Service;
  /** Why it has ended. Never rejected. */
  readonly ended: Promise<ProcessEnd>;
  /** Settled when that is gone, or is known to be one that can't be stopped. Never rejected. */
  readonly over: Promise<void>;
  /** Why it ends: settled at the decision. Never rejected. */
  readonly stopped: Promise<ProcessEnd>;
  readonly #home: Home;
  readonly #peer: Peer;
  readonly #membrane: Membrane;
  readonly #share: Share;
  readonly #bytes: Allowance;
  /** Functions of this package's own, for this package's other half. */
  readonly #own = createMembrane();
  #cause: Error | undefined;

  /**
   * @param share - of the first cell, whose policy bounds all.
   * @param frames - what the guest may hand over at once.
   */
  constructor(home: Home, share: Share, frames: FrameLimits = defaultWallLimits) {
    const { name, policy, ledger } = share;
    this.#home = home;
    this.#share = share;
    this.ended = home.ended;
    this.over = home.over;
    this.stopped = home.stopped;
    const rate = new CallRate(name, limitOf(policy, 'callsPerSecond'));
    const calls = ledger.allowance('endowmentCalls', 256);
    const bytes = ledger.allowance('crossedBytes', 65_536);
    this.#bytes = bytes;
    this.#membrane = createMembrane({
      meters: { calls: rated(calls, rate), bytes },
      copied: { up: (value) => this.#peer.takePlain(value) },
      revokedError: () => this.#cause ?? new CellEndedError(name),
    });
    this.service = new Service({
      count: () => {
        rate.count();
      },
      down: (value) => this.#membrane.down(value),
    });
    home.occupy({ cell: name, ledger });
    // The cell that it is in may end first.
    share.onEnd(() => {
      home.end();
    });
    this.#peer = new Peer({
      channel: this.#patient(home.channel(frames.frameBytes)),
      side: 'host',
      root: this.service.root(),
      limits: { pendingCalls: limitOf(policy, 'pendingCalls'), frameBytes: frames.frameBytes, items: frames.items },
      tooManyOpen: () => {
        const most = limitOf(policy, 'pendingCalls');
        return new LimitError(name, 'pendingCalls', most, most + 1);
      },
      onEnd: (reason) => {
        this.#end(reason);
      },
    });
    void this.#follow();
  }

  async #follow(): Promise<void> {
    this.#end(await this.stopped);
  }

  /** A channel whose end is told when it is known why: the process that closed it is dead, or is about to be. */
  #patient(channel: Channel): Channel {
    const closing = async (closed: (error: Error) => void): Promise<void> => {
      const cause = await Promise.race([this.#home.stopped, wait(longestDyingMs, undefined, { ref: false })]);
      const { name } = this.#share;
      closed(cause ?? new CellCrashedError(name, { exitCode: null, signal: null, output: 'it closed its pipes' }));
    };
    return {
      send: channel.send.bind(channel),
      listen: (listener, closed) => {
        channel.listen(listener, (error) => {
          if (error instanceof ProtocolError) closed(error);
          else void closing(closed);
        });
      },
      get backlog() {
        return channel.backlog;
      },
      close: channel.close.bind(channel),
    };
  }

  /** Calls the other side's root, for something that concerns a cell. */
  async call(name: string, ...args: readonly unknown[]): Promise<unknown> {
    if (this.#cause !== undefined) throw this.#cause;
    this.#home.wake();
    let answer: unknown;
    try {
      answer = await this.#peer.call(name, ...args);
    } catch (error) {
      throw this.#failure(error);
    }
    return answer;
  }

  /**
   * The value of an outcome that came from the other side, for the host.
   *
   * @param answer - what it came in.
   */
  valueOf(outcome: unknown, answer?: unknown): unknown {
    if (this.#cause !== undefined) throw this.#cause;
    const value = valueOf(outcome, guestError);
    const bytes = typeof answer === 'object' && answer !== null ? this.#peer.takePlain(answer) : undefined;
    if (bytes !== undefined) {
      // What was read is a copy already: the host's, and nothing but data.
      this.#bytes.left -= bytes;
      if (this.#bytes.left < 0) this.#bytes.more();
      return value;
    }
    try {
      return this.#membrane.up(value);
    } catch (error) {
      throw this.#membrane.thrownUp(error);
    }
  }

  /** A value of the host's, for a guest. */
  down(value: unknown): unknown {
    return this.#membrane.down(value);
  }

  /** A function of this package's, for the other side's half of it: nothing that it is given is counted. */
  downOwn(run: (...args: never[]) => unknown): unknown {
    return this.#own.down(run);
  }

  /** Ends the process or the thread, with every cell in it. */
  end(cause?: ProcessEnd): void {
    this.#home.end(cause);
  }

  /** Whether it is there and nothing has ended it. */
  get isAlive(): boolean {
    return this.#cause === undefined && this.#home.isAlive;
  }

  #failure(error: unknown): Error {
    if (this.#cause !== undefined) return this.#cause;
    // What could not be written, on this side or on that.
    if (error instanceof CrossingError || error instanceof RangeError || error instanceof LimitError) return error;
    return this.#membrane.thrownUp(error);
  }

  #end(cause: Error): void {
    if (this.#cause !== undefined) return;
    this.#cause = cause;
    // First what the host has in hand: it is told the cause, and not only that nothing is there.
    this.#membrane.revoke(cause.message);
    this.#own.revoke(cause.message);
    this.#home.end(cause as ProcessEnd);
    this.#peer.end(cause);
    try {
      this.#share.end();
    } catch (error) {
      // Something of the host's failed, and there is no caller to tell.
      this.#share.log.tell({ kind: 'error', cell: this.#share.name, from: 'its end', error: error as Error });
    }
  }
}
