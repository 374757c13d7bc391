/** An attacker at the guest's end of a wall: sends whatever bytes it likes to a host that has given it one object. */
import { createMembrane } from '@padded-cell/bastion/membrane';
import { Encoder } from '../../src/wall/codec/encode.js';
import { Writer } from '../../src/wall/codec/writer.js';
import { Peer } from '../../src/wall/peer/peer.js';
import { Frame, MAGIC, Operation, VERSION, type WallLimits } from '../../src/wall/protocol.js';
import { memoryChannel } from './pair.js';

/** What the host has given: what was done to it is written down. */
class Victim {
  readonly calls: unknown[][] = [];
  _hidden(): string {
    return 'SECRET-a77a';
  }
  note(...args: unknown[]): number {
    this.calls.push(args);
    return this.calls.length;
  }
  *rows(): Generator<number> {
    yield 1;
  }
  later(): Promise<number> {
    return Promise.resolve(1);
  }
  call(callback: (n: number) => unknown): unknown {
    return callback(1);
  }
}

export interface Attack {
  readonly victim: Victim;
  readonly host: Peer;
  /** Sends bytes. */
  readonly send: (...bytes: readonly number[]) => void;
  /** Sends a frame that is written by the host's own codec. */
  readonly write: (fill: (writer: Writer, encoder: Encoder) => void) => void;
  /** The kinds of the frames that the host has sent, and what follows. */
  readonly received: () => readonly Uint8Array[];
  readonly ends: Error[];
}

/** The number that the victim has: it is the first that is given. */
export const victimId = 1;

export const attack = (limits: Partial<WallLimits> = {}, greets = true): Attack => {
  const ends = memoryChannel(false);
  const victim = new Victim();
  const ended: Error[] = [];
  const membrane = createMembrane();
  const host = new Peer({
    channel: ends.host,
    side: 'host',
    limits,
    root: { begin: () => membrane.down(victim), take: (value: never) => void membrane.up(value) },
    onEnd: (reason) => ended.push(reason),
  });
  ends.guest.listen(
    () => undefined,
    () => undefined,
  );
  const deliver = (frame: Uint8Array): void => {
    ends.host.ordinary.push(frame);
    ends.host.deliver();
  };
  const write = (fill: (writer: Writer, encoder: Encoder) => void): void => {
    const writer = new Writer(2 ** 28);
    fill(writer, new Encoder(writer, { write: () => false, sendsStacks: false }));
    deliver(writer.finish());
  };
  if (greets) {
    deliver(Uint8Array.of(Frame.hello, ...MAGIC, VERSION));
    write((writer) => {
      callRoot(writer, 1, 'begin');
      writer.count(0);
    });
  }
  return {
    victim,
    host,
    send: (...bytes) => deliver(Uint8Array.from(bytes)),
    write,
    received: () => ends.host.sent,
    ends: ended,
  };
};

/** The head of a call of the host's root. */
export const callRoot = (writer: Writer, call: number, name: string): void => {
  writer.byte(Frame.call);
  writer.count(call);
  writer.byte(1);
  writer.byte(Operation.root);
  writer.string(name);
};

/** The head of a call of something that was given. */
export const callGiven = (writer: Writer, call: number, operation: number, id: number, name?: string): void => {
  writer.byte(Frame.call);
  writer.count(call);
  writer.byte(1);
  writer.byte(operation);
  writer.count(id);
  if (name !== undefined) writer.string(name);
};
