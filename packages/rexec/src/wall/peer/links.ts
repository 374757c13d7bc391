/**
 * Links: how what has behaviour stands on the wire, and the tables behind it.
 *
 * Trusts: of what is written, that a membrane gave it; of what is read, nothing. Invariant: what goes out is a bastion, a
 * promise or an iterator, and nothing else that has behaviour; and what was written into a frame that is not sent counts
 * as never written.
 */
import { faceOf, kindOf, stepsOf, surfaceOf } from '@padded-cell/bastion/membrane';
import type { LinkReader } from '../codec/decode.js';
import type { LinkWriter } from '../codec/encode.js';
import type { Reader } from '../codec/reader.js';
import { Tag } from '../codec/tags.js';
import type { Writer } from '../codec/writer.js';
import { printable } from '../../errors/index.js';
import { ProtocolError } from '../protocol.js';
import { type ExportKind, Exports } from './exports.js';
import { Imports } from './imports.js';
import { Promises } from './promises.js';
import { LearnedShapes, ToldShapes } from './shapes.js';
import { iteratorStandIn, type Operate } from './stand-ins.js';

/** A registered symbol is never collected. */
const mostSymbols = 10_000;

/** What the tables need of the one who calls. */
export interface LinkOptions {
  /** Whether this is the host's side. */
  readonly isHost: boolean;
  /** Whether calls from here wait for their answers. */
  readonly isSync: boolean;
  readonly mostHeld: number;
  readonly mostMethods: number;
  readonly operate: Operate;
  /** Tells the other side what is released. */
  readonly release: (released: readonly (readonly [id: number, count: number])[]) => void;
}

export class Links implements LinkWriter, LinkReader {
  readonly sendsStacks: boolean;
  readonly fromGuest: boolean;
  readonly exports: Exports;
  readonly imports: Imports;
  readonly promises: Promises = new Promises();
  readonly #options: LinkOptions;
  readonly #told: readonly ToldShapes[];
  readonly #learned: readonly LearnedShapes[];
  readonly #symbols = new Set<string>();
  #way = 0;
  /** What the frame that is being written gives. */
  #written: number[] = [];
  /** The promises among that. */
  #promised: [id: number, promise: object][] = [];

  constructor(options: LinkOptions) {
    const { isHost, isSync, mostHeld, mostMethods, operate, release } = options;
    this.#options = options;
    this.sendsStacks = !isHost;
    this.fromGuest = isHost;
    this.exports = new Exports(mostHeld);
    this.imports = new Imports(mostHeld, release);
    this.#told = [new ToldShapes(mostMethods), new ToldShapes(mostMethods)];
    this.#learned = [new LearnedShapes(operate, isSync, mostMethods), new LearnedShapes(operate, isSync, mostMethods)];
  }

  /** Says by which way the frame goes that is written next, or came that is read next. */
  on(isWaitedFor: boolean): void {
    this.#way = isWaitedFor ? 1 : 0;
    this.#told[this.#way]?.begin();
    this.#learned[this.#way]?.begin();
  }

  /** The frame is sent. @returns the promises in it: the other side is to be told how each ends */
  sent(): readonly (readonly [id: number, promise: object])[] {
    const promised = this.#promised;
    if (promised.length > 0) this.#promised = [];
    if (this.#written.length > 0) this.#written = [];
    this.#told[this.#way]?.sent();
    return promised;
  }

  /** The frame is not sent. */
  unsent(): void {
    for (const id of this.#written) this.exports.release(id, 1);
    this.#written = [];
    this.#promised = [];
    this.#told[this.#way]?.unsent();
  }

  write(value: object, writer: Writer): boolean {
    const home = this.imports.idOf(value);
    if (home !== undefined) {
      writer.byte(Tag.home);
      writer.count(home);
      return true;
    }
    const surface = surfaceOf(value);
    if (surface !== undefined) {
      this.#give(value, 'behaviour', writer);
      this.#told[this.#way]?.write(surface, writer);
      writer.string(surface.text);
      return true;
    }
    const kind = kindOf(value);
    if (kind === 'promise') {
      this.#promised.push([this.#give(value, kind, writer), value]);
      return true;
    }
    if (kind !== 'iterator' && kind !== 'asyncIterator') return false;
    this.#give(value, kind, writer);
    const steps = stepsOf(value);
    writer.byte((steps.return ? 1 : 0) + (steps.throw ? 2 : 0));
    return true;
  }

  #give(value: object, kind: ExportKind, writer: Writer): number {
    const id = this.exports.send(value, kind);
    this.#written.push(id);
    writer.byte(Tag[kind]);
    writer.count(id);
    return id;
  }

  registered(key: string): symbol {
    this.#symbols.add(key);
    if (this.#symbols.size > mostSymbols) {
      throw new ProtocolError('too many', `it has sent more than ${mostSymbols} registered symbols`);
    }
    return Symbol.for(key);
  }

  read(tag: number, reader: Reader): object | undefined {
    switch (tag) {
      case Tag.home:
        return this.exports.get(reader.count()).value;
      case Tag.behaviour:
        return this.#behaviour(reader);
      case Tag.promise:
        return this.#promise(reader.count());
      case Tag.iterator:
      case Tag.asyncIterator:
        return this.#iterator(reader, tag === Tag.iterator);
      default:
        return undefined;
    }
  }

  #behaviour(reader: Reader): object {
    const id = reader.count();
    const standIns = (this.#learned[this.#way] as LearnedShapes).read(reader);
    const text = printable(reader.string());
    return this.imports.receive(id, 'behaviour', () => {
      const stand = standIns.make();
      return { stand, given: faceOf(stand, this.#options.isHost ? 'up' : 'down', text, standIns.shape.isBound) };
    });
  }

  #promise(id: number): object {
    const promise = this.imports.receive(id, 'promise', () => {
      const made = this.promises.make(id);
      return { stand: made, given: made };
    });
    this.promises.expect(id);
    return promise;
  }

  #iterator(reader: Reader, isSync: boolean): object {
    const id = reader.count();
    const steps = reader.byte();
    if (steps > 3) throw new ProtocolError('malformed', 'an iterator has steps that none has');
    return this.imports.receive(id, isSync ? 'iterator' : 'asyncIterator', () => {
      const made = iteratorStandIn(
        isSync && this.#options.isSync,
        { return: (steps & 1) !== 0, throw: (steps & 2) !== 0 },
        this.#options.operate,
      );
      return { stand: made, given: made };
    });
  }

  /** Ends all that was given and held. */
  end(reason: Error): void {
    this.exports.clear();
    this.imports.clear();
    this.promises.end(reason);
  }
}
