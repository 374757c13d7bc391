/**
 * Writes and sends the frames of one side.
 *
 * Invariant: a frame is sent whole or not at all, and one that cannot be written has had no effect.
 */
import { CrossingError } from '@padded-cell/bastion';
import type { Channel } from '../channel.js';
import { Encoder } from '../codec/encode.js';
import { Writer } from '../codec/writer.js';
import { Frame, mostReleased, named, Operation, waitedFor, type WallLimits } from '../protocol.js';
import type { Links } from './links.js';
import type { Asked } from './perform.js';

/** The promises that were sent: the other side is to be told how each ends. */
export type Promised = readonly (readonly [id: number, promise: object])[];

export class Outgoing {
  readonly #channel: Channel;
  readonly #links: Links;
  readonly #writer: Writer;
  readonly #encoder: Encoder;
  readonly #ended: () => Error | undefined;
  #isWriting = false;

  /** @param ended Why nothing is sent any more, where that is so. */
  constructor(
    channel: Channel,
    links: Links,
    limits: Pick<WallLimits, 'frameBytes' | 'items'>,
    ended: () => Error | undefined,
  ) {
    this.#channel = channel;
    this.#links = links;
    this.#writer = new Writer(limits.frameBytes);
    this.#encoder = new Encoder(this.#writer, links, limits.items);
    this.#ended = ended;
  }

  /** Other bounds on a frame, from now on. */
  bound({ frameBytes, items }: Pick<WallLimits, 'frameBytes' | 'items'>): void {
    this.#writer.bound(frameBytes);
    this.#encoder.bound(items);
  }

  /** @throws CrossingError for what cannot be written: then nothing is sent */
  call(call: number, { operation, id, name, args }: Asked, isWaiting: boolean, isWaitedFor: boolean): Promised {
    const writer = this.#writer;
    this.#begin(Frame.call, isWaitedFor);
    try {
      writer.count(call);
      writer.byte(isWaiting ? 1 : 0);
      writer.byte(operation);
      if (operation !== Operation.root) writer.count(id);
      if (named.has(operation)) writer.string(name);
      this.#encoder.values(args);
    } catch (error) {
      throw this.#leave(error);
    }
    return this.#send(isWaitedFor);
  }

  /** How a call, or a promise, ended. @throws CrossingError for what cannot be written: then nothing is sent */
  outcome(kind: number, id: number, value: unknown, isWaitedFor: boolean): Promised {
    this.#begin(kind, isWaitedFor);
    try {
      this.#writer.count(id);
      this.#encoder.value(value);
    } catch (error) {
      throw this.#leave(error);
    }
    return this.#send(isWaitedFor);
  }

  /** What is let go of. */
  release(released: readonly (readonly [id: number, count: number])[]): void {
    for (let at = 0; at < released.length && this.#ended() === undefined; at += mostReleased) {
      const some = released.slice(at, at + mostReleased);
      this.#begin(Frame.release, false);
      this.#writer.count(some.length);
      for (const [id, count] of some) {
        this.#writer.count(id);
        this.#writer.count(count);
      }
      this.#send(false);
    }
  }

  #begin(kind: number, isWaitedFor: boolean): void {
    const ended = this.#ended();
    if (ended !== undefined) throw ended;
    // A trap of what is being written may call: its frame cannot stand within this one.
    if (this.#isWriting) throw new CrossingError('a call across the wall, while a value is being sent across it');
    this.#isWriting = true;
    this.#links.on(isWaitedFor);
    this.#writer.byte(isWaitedFor ? kind | waitedFor : kind);
  }

  #leave(error: unknown): unknown {
    this.#isWriting = false;
    this.#encoder.finish();
    this.#writer.abandon();
    this.#links.unsent();
    return error;
  }

  #send(isWaitedFor: boolean): Promised {
    this.#isWriting = false;
    this.#encoder.finish();
    const frame = this.#writer.finish();
    const promised = this.#links.sent();
    this.#channel.send(frame, isWaitedFor);
    return promised;
  }
}
