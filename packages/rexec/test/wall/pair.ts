/**
 * Two ends of a wall in one realm, each behind a membrane of its own, as they are in two processes: what stands between a
 * host's value and a guest is the same, byte for byte.
 */
import { createMembrane, type Membrane, type MembraneOptions } from '@padded-cell/bastion/membrane';
import type { Channel } from '../../src/wall/channel.js';
import { Peer, type PeerOptions } from '../../src/wall/peer/peer.js';

type Listener = (frame: Uint8Array) => void;

/** One end of a channel in memory. It may be waited at: the other end's listener then runs. */
export class MemoryEnd implements Channel {
  readonly backlog = 0;
  readonly waited: Uint8Array[] = [];
  readonly ordinary: Uint8Array[] = [];
  /** What was sent from here, whole. */
  readonly sent: Uint8Array[] = [];
  other!: MemoryEnd;
  receiveSync?: () => Uint8Array;
  #listener: Listener | undefined;
  #closed: ((error: Error) => void) | undefined;
  #isScheduled = false;
  #waits = 0;

  constructor(isSync: boolean) {
    if (isSync) this.receiveSync = () => this.#receive();
  }

  send(frame: Uint8Array, isWaitedFor: boolean): void {
    this.sent.push(frame);
    (isWaitedFor ? this.other.waited : this.other.ordinary).push(frame);
    this.other.#schedule();
  }

  listen(listener: Listener, closed: (error: Error) => void): void {
    this.#listener = listener;
    this.#closed = closed;
  }

  close(): void {
    const { other } = this;
    queueMicrotask(() => other.#closed?.(new Error('the other end has closed')));
  }

  /** Gives the listener what there is for it. @returns whether there was anything */
  deliver(): boolean {
    const frame = this.waited.shift() ?? (this.#waits === 0 ? this.ordinary.shift() : undefined);
    if (frame === undefined) return false;
    this.#listener?.(frame);
    return true;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      while (this.deliver());
    });
  }

  #receive(): Uint8Array {
    this.#waits += 1;
    try {
      for (;;) {
        const frame = this.waited.shift();
        if (frame !== undefined) return frame;
        if (!this.other.deliver()) throw new Error('both ends wait for each other');
      }
    } finally {
      this.#waits -= 1;
    }
  }
}

export const memoryChannel = (isHostSync: boolean): { readonly host: MemoryEnd; readonly guest: MemoryEnd } => {
  const host = new MemoryEnd(isHostSync);
  const guest = new MemoryEnd(true);
  host.other = guest;
  guest.other = host;
  return { host, guest };
};

/** A host and a guest, with a wall between them: what a membrane is in one realm. */
export interface Wall extends Membrane {
  readonly host: Peer;
  readonly guest: Peer;
  readonly ends: ReturnType<typeof memoryChannel>;
}

interface WallOptions {
  /** Whether the host waits too, which makes all as it is in one realm. */
  readonly isHostSync?: boolean;
  readonly membrane?: MembraneOptions;
  readonly limits?: PeerOptions['limits'];
  readonly create?: typeof createMembrane;
}

/** Makes both sides, and what goes from one to the other. */
export const wall = ({ isHostSync = true, membrane, limits = {}, create = createMembrane }: WallOptions = {}): Wall => {
  const hosts = create(membrane);
  const guests = create({ ...(membrane?.limits && { limits: membrane.limits }) });
  const ends = memoryChannel(isHostSync);
  let given: (() => unknown) | undefined;
  let taken: unknown;
  const host = new Peer({
    channel: ends.host,
    side: 'host',
    limits,
    root: {
      give: () => given?.(),
      take: (value: never) => {
        taken = value;
      },
    },
  });
  const guest = new Peer({ channel: ends.guest, side: 'guest', limits });
  return {
    host,
    guest,
    ends,
    down: (value) => {
      given = () => hosts.down(value);
      try {
        return guests.down(guest.call('give'));
      } catch (error) {
        throw guests.thrownDown(error);
      }
    },
    up: (value) => {
      guest.call('take', guests.up(value));
      return hosts.up(taken);
    },
    thrownDown: (reason) => {
      given = () => {
        throw hosts.thrownDown(reason);
      };
      try {
        return guest.call('give');
      } catch (error) {
        return guests.thrownDown(error);
      }
    },
    thrownUp: (reason) => {
      guest.call('take', guests.thrownUp(reason));
      return hosts.thrownUp(taken);
    },
    revoke: (reason) => {
      hosts.revoke(reason);
    },
  };
};
