/**
 * One end of a wall: calls what is beyond it, and answers the calls from there.
 *
 * The end in a guest's process waits for the answers to its calls, and answers those that come meanwhile; the host's end
 * never waits: it gets promises. So neither can lock the other up: the host has always answered before it goes on, and
 * the guest always answers while it waits. Trusts: its own side to hand over only what a membrane gave.
 * Invariant: whatever arrives, nothing happens but what a call asks of something that was given, or the end.
 */
import { types } from 'node:util';
import { CrossingError } from '@padded-cell/bastion';
import type { Channel } from '../channel.js';
import { Decoder } from '../codec/decode.js';
import { Reader } from '../codec/reader.js';
import {
  defaultWallLimits,
  Frame,
  hostFrames,
  MAGIC,
  Operation,
  type OperationCode,
  ProtocolError,
  VERSION,
  waitedFor,
  type WallLimits,
} from '../protocol.js';
import { Calls } from './calls.js';
import { Links } from './links.js';
import { type CallMessage, type Message, readHello, readMessage } from './messages.js';
import { Outgoing, type Promised } from './outgoing.js';
import { Later, perform, type Root } from './perform.js';
import { assertStackRoom } from './stack-room.js';

/** How one end is made. */
export interface PeerOptions {
  readonly channel: Channel;
  readonly side: 'host' | 'guest';
  /** What the other side can call to begin with. */
  readonly root?: Root;
  readonly limits?: Partial<WallLimits>;
  /** What is thrown to the other side where too many of its calls have been answered with promises that are open. Without it, as many as it likes. */
  readonly tooManyOpen?: () => Error;
  /** Is told once that it has ended, and why. */
  readonly onEnd?: (reason: Error) => void;
}

const { apply } = Reflect;
const { prototype: promisePrototype } = Promise;

export class Peer {
  readonly #channel: Channel;
  readonly #receiveSync: (() => Uint8Array) | undefined;
  readonly #root: Root;
  readonly #limits: WallLimits;
  readonly #links: Links;
  readonly #outgoing: Outgoing;
  readonly #reader: Reader = new Reader();
  readonly #decoder: Decoder;
  readonly #takeNext = (): void => {
    this.#takeWaited();
  };
  readonly #onEnd: (reason: Error) => void;
  readonly #calls = new Calls();
  readonly #tooManyOpen: (() => Error) | undefined;
  /** Promises that the other side is to be told of. */
  #open = 0;
  /** Values that came as they are: data and nothing else, by how many bytes they were. */
  readonly #plain = new WeakMap<object, number>();
  /** How many calls are being answered, right now, that the other side waits for. */
  #servingWaited = 0;
  #hasHello = false;
  #ended: Error | undefined;

  constructor({ channel, side, root = {}, limits, tooManyOpen, onEnd = () => undefined }: PeerOptions) {
    this.#channel = channel;
    this.#receiveSync = channel.receiveSync?.bind(channel);
    this.#root = root;
    this.#limits = { ...defaultWallLimits, ...limits };
    this.#onEnd = onEnd;
    this.#tooManyOpen = tooManyOpen;
    const [sends, takes] = side === 'host' ? [hostFrames, this.#limits] : [this.#limits, hostFrames];
    this.#links = new Links({
      isHost: side === 'host',
      isSync: this.#receiveSync !== undefined,
      mostHeld: this.#limits.held,
      mostMethods: this.#limits.methods,
      operate: (stand, operation, name, args) => this.#operate(stand, operation, name, args),
      release: (released) => {
        if (this.#ended === undefined) this.#outgoing.release(released);
      },
    });
    this.#outgoing = new Outgoing(channel, this.#links, sends, () => this.#ended);
    this.#decoder = new Decoder(this.#reader, this.#links, { depth: this.#limits.depth, items: takes.items });
    channel.listen(this.#take.bind(this), this.end.bind(this));
    channel.send(Uint8Array.of(Frame.hello, ...MAGIC, VERSION), false);
  }

  /** How many objects each side holds of the other's. */
  get held(): { readonly here: number; readonly beyond: number } {
    return { here: this.#links.imports.size, beyond: this.#links.exports.size };
  }

  /** Why it has ended; undefined while it lives. */
  get ended(): Error | undefined {
    return this.#ended;
  }

  /** Other bounds on what is sent from here, from now on. */
  bound(limits: Pick<WallLimits, 'frameBytes' | 'items'>): void {
    this.#outgoing.bound(limits);
  }

  /**
   * How many bytes a value was, where it arrived as data and nothing else: made here, good as it is, and in nobody's hands.
   * Undefined for any other, and from the second time on.
   */
  takePlain(value: object): number | undefined {
    const bytes = this.#plain.get(value);
    if (bytes !== undefined) this.#plain.delete(value);
    return bytes;
  }

  /** Calls a function of the other side's root. @returns what it gives, or a promise where this side never waits */
  call(name: string, ...args: readonly unknown[]): unknown {
    return this.#call(Operation.root, 0, name, args);
  }

  /** Ends it: all that waits is told why, and nothing of it works any more. */
  end(reason: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#channel.close();
    this.#calls.end(reason);
    this.#links.end(reason);
    this.#onEnd(reason);
  }

  #operate(stand: object, operation: OperationCode, name: string, args: readonly unknown[]): unknown {
    const id = this.#links.imports.idOf(stand);
    if (id === undefined) throw new CrossingError('this stands for nothing beyond the wall');
    const result = this.#call(operation, id, name, args);
    // A method that gives its own object: whoever called it by something narrower gets no more for it.
    return typeof result === 'object' && result !== null && result === this.#links.imports.givenFor(stand)
      ? stand
      : result;
  }

  #call(operation: OperationCode, id: number, name: string, args: readonly unknown[]): unknown {
    if (this.#receiveSync !== undefined) return this.#callAndWait(operation, id, name, args);
    return new Promise((resolve, reject) => {
      this.#assertRoom();
      this.#calls.pend(this.#sendCall(operation, id, name, args), { resolve, reject });
    });
  }

  #assertRoom(): void {
    const { pendingCalls, backlogBytes } = this.#limits;
    if (this.#calls.pending >= pendingCalls) {
      throw new RangeError(`more than ${pendingCalls} calls to the guest wait for an answer; wait for some of them`);
    }
    if (this.#channel.backlog > backlogBytes) {
      throw new RangeError(`more than ${backlogBytes} bytes wait to be sent to the guest, which does not read them`);
    }
  }

  #callAndWait(operation: OperationCode, id: number, name: string, args: readonly unknown[]): unknown {
    const { nestedCalls } = this.#limits;
    assertStackRoom();
    if (this.#calls.waiting >= nestedCalls) {
      throw new RangeError(`more than ${nestedCalls} calls across the wall wait for each other: a circle of calls`);
    }
    const { isThrown, value } = this.#calls.wait(this.#sendCall(operation, id, name, args), this.#takeNext);
    if (isThrown) throw value;
    return value;
  }

  #takeWaited(): void {
    if (this.#ended !== undefined) throw this.#ended;
    let frame: Uint8Array;
    try {
      frame = (this.#receiveSync as () => Uint8Array)();
    } catch (error) {
      this.end(error as Error);
      throw error;
    }
    this.#take(frame);
  }

  #sendCall(operation: OperationCode, id: number, name: string, args: readonly unknown[]): number {
    const call = this.#calls.next();
    const isWaitedFor = this.#servingWaited > 0;
    const isWaiting = this.#receiveSync !== undefined;
    this.#followAll(this.#outgoing.call(call, { operation, id, name, args }, isWaiting, isWaitedFor));
    return call;
  }

  #followAll(promised: Promised): void {
    for (const [id, promise] of promised) this.#follow(promise, id, Frame.fulfil, Frame.reject);
  }

  /** Tells the other side how a promise ends. */
  #follow(promise: object, id: number, fulfilled: number, rejected: number): void {
    this.#open += 1;
    const tell = (kind: number) => (value: unknown) => {
      this.#open -= 1;
      this.#tell(kind, rejected, id, value, false);
    };
    // A membrane gave it, so that it has no `then` of its own.
    void apply(promisePrototype.then, promise, [tell(fulfilled), tell(rejected)]);
  }

  /** Sends an outcome; where it cannot be written, why not. */
  #tell(kind: number, otherwise: number, id: number, value: unknown, isWaitedFor: boolean): void {
    if (this.#ended !== undefined) return;
    try {
      this.#followAll(this.#outgoing.outcome(kind, id, value, isWaitedFor));
    } catch (error) {
      if (this.#ended === undefined) this.#followAll(this.#outgoing.outcome(otherwise, id, error, isWaitedFor));
    }
    if (this.#channel.backlog > this.#limits.backlogBytes) {
      this.end(new ProtocolError('flood', 'it asks for more than it reads'));
    }
  }

  /** Takes a frame. Whatever is wrong with it is the end. */
  #take(frame: Uint8Array): void {
    if (this.#ended !== undefined) return;
    try {
      const message = this.#read(frame);
      if (message !== undefined) this.#act(message);
    } catch (error) {
      this.end(
        error instanceof ProtocolError
          ? error
          : new ProtocolError('malformed', `a frame cannot be read: ${String(error)}`),
      );
    }
  }

  #read(frame: Uint8Array): Message | undefined {
    const reader = this.#reader;
    reader.begin(frame);
    const first = reader.byte();
    const kind = first & ~waitedFor;
    const isWaitedFor = first >= waitedFor;
    // One who waits reads ahead of what was sent by the other way, the greeting included.
    if (!this.#hasHello && !(isWaitedFor && this.#receiveSync !== undefined)) {
      readHello(kind, reader);
      this.#hasHello = true;
      return undefined;
    }
    this.#links.on(isWaitedFor);
    try {
      const message = readMessage(kind, reader, this.#decoder);
      if (this.#decoder.isPlain) this.#notePlain(message, frame.length);
      return message;
    } finally {
      this.#decoder.finish();
    }
  }

  #notePlain(message: Message, bytes: number): void {
    if (message.kind === 'released') return;
    let left = bytes;
    for (const value of message.kind === 'call' ? message.asked.args : [message.value]) {
      if (typeof value !== 'object' || value === null) continue;
      this.#plain.set(value, left);
      left = 0;
    }
  }

  #act(message: Message): void {
    switch (message.kind) {
      case 'call':
        this.#answer(message);
        break;
      case 'answer':
        this.#calls.answer(message.call, message);
        break;
      case 'settled':
        this.#links.promises.settle(message.id, message.isThrown, message.value);
        break;
      default:
        for (const [id, count] of message.released) this.#links.exports.release(id, count);
    }
  }

  #answer({ call, isWaiting, asked }: CallMessage): void {
    let value: unknown;
    let kind: number = Frame.return;
    if (isWaiting) this.#servingWaited += 1;
    try {
      if (this.#tooManyOpen !== undefined && this.#open >= this.#limits.pendingCalls) throw this.#tooManyOpen();
      value = perform(asked, this.#links.exports, this.#root);
    } catch (error) {
      if (error instanceof ProtocolError) throw error;
      value = error;
      kind = Frame.throw;
    } finally {
      if (isWaiting) this.#servingWaited -= 1;
    }
    // Who does not wait has a promise in any case: it is told how this one ends.
    if (value instanceof Later) void this.#answerLater(call, value, isWaiting);
    else if (!isWaiting && types.isPromise(value)) this.#follow(value, call, Frame.return, Frame.throw);
    else this.#tell(kind, Frame.throw, call, value, isWaiting);
  }

  async #answerLater(call: number, { outcome }: Later, isWaiting: boolean): Promise<void> {
    let value: unknown;
    let kind: number = Frame.return;
    try {
      value = await outcome;
    } catch (error) {
      value = error;
      kind = Frame.throw;
    }
    this.#tell(kind, Frame.throw, call, value, isWaiting);
  }
}
