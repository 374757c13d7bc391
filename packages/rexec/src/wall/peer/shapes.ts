/**
 * What objects show, told once: a link names what was told before by its number.
 *
 * Each way of a channel has its own numbers, since what goes one way may arrive before what went the other way earlier.
 */
import { CrossingError } from '@padded-cell/bastion';
import type { Surface } from '@padded-cell/bastion/membrane';
import type { Reader } from '../codec/reader.js';
import type { Writer } from '../codec/writer.js';
import { ProtocolError } from '../protocol.js';
import { type Operate, type Shape, specialNames, StandIns } from './stand-ins.js';

/** Shapes that have a number; those after them are told each time. */
const mostShapes = 4096;
/** The part of all names that may be new in one frame: what a frame takes holds up everything else. */
const partOfFrame = 1 / 64;

/** What was told, on one way. */
export class ToldShapes {
  readonly #most: number;
  readonly #mostInFrame: number;
  #inFrame = 0;
  /** Names told since the connection began, those of the frame that is being written left out. */
  #before = 0;
  readonly #numbers = new WeakMap<object, number>();
  #count = 0;
  /** What the frame that is being written tells. */
  #fresh: object[] = [];

  /** @param most How many names of methods may be told. */
  constructor(most: number) {
    this.#most = most;
    this.#mostInFrame = most * partOfFrame;
  }

  /** A new frame begins. */
  begin(): void {
    this.#inFrame = 0;
  }

  /** Writes the number of a shape, or 0 and the shape. @throws CrossingError where it tells too much at one time */
  write({ shape, names, specials, isFunction, isBound }: Surface, writer: Writer): void {
    const number = this.#numbers.get(shape);
    if (number !== undefined) {
      writer.count(number);
      return;
    }
    this.#inFrame += names.size;
    if (this.#inFrame > this.#mostInFrame) {
      throw new CrossingError(
        `the objects of this value have more methods than can cross a wall for the first time at once: ${this.#mostInFrame}; hand over fewer, or objects with fewer`,
      );
    }
    if (this.#before + this.#inFrame > this.#most) {
      throw new CrossingError(
        `the objects that have crossed this wall have more than ${this.#most} methods in all, each kind of object counted once; hand over objects of kinds that have crossed before`,
      );
    }
    writer.count(0);
    writer.byte((isFunction ? 1 : 0) + (isBound ? 2 : 0));
    writer.count(names.size);
    for (const name of names) writer.string(name);
    writer.count(specials.reduce((bits, name) => bits + 2 ** specialNames.indexOf(name), 0));
    if (this.#count >= mostShapes) return;
    this.#count += 1;
    this.#numbers.set(shape, this.#count);
    this.#fresh.push(shape);
  }

  /** The frame is sent. */
  sent(): void {
    this.#before += this.#inFrame;
    this.#inFrame = 0;
    if (this.#fresh.length > 0) this.#fresh = [];
  }

  /** The frame is not sent, and told nothing. */
  unsent(): void {
    for (const shape of this.#fresh) this.#numbers.delete(shape);
    this.#count -= this.#fresh.length;
    this.#inFrame = 0;
    this.#fresh = [];
  }
}

const readShape = (reader: Reader): Shape => {
  const kind = reader.byte();
  const count = reader.countOfRest();
  if (kind > 3) throw new ProtocolError('malformed', 'what an object shows is no object and no function');
  const names: string[] = [];
  for (let index = 0; index < count; index += 1) names.push(reader.string());
  const bits = reader.count();
  if (bits >= 2 ** specialNames.length) throw new ProtocolError('malformed', 'a special method is not known');
  return {
    names,
    specials: specialNames.filter((_, index) => (bits & (2 ** index)) !== 0),
    isFunction: (kind & 1) !== 0,
    isBound: (kind & 2) !== 0,
  };
};

/** What was learned, on one way. */
export class LearnedShapes {
  readonly #operate: Operate;
  readonly #asks: boolean;
  readonly #learned: StandIns[] = [];
  readonly #byNames = new Map<string, StandIns>();
  readonly #most: number;
  #names = 0;
  #inFrame = 0;

  /** @param most How many names of methods may be told. */
  constructor(operate: Operate, asks: boolean, most: number) {
    this.#operate = operate;
    this.#asks = asks;
    this.#most = most;
  }

  /** A new frame begins. */
  begin(): void {
    this.#inFrame = 0;
  }

  /** @throws ProtocolError */
  read(reader: Reader): StandIns {
    const number = reader.count();
    if (number > 0) {
      const known = this.#learned[number - 1];
      if (known === undefined) throw new ProtocolError('unknown reference', `to shape ${number}`);
      return known;
    }
    const shape = readShape(reader);
    const isNumbered = this.#learned.length < mostShapes;
    // One that is told again is the same, if only among those that have numbers.
    const key = JSON.stringify(shape);
    const standIns = this.#byNames.get(key) ?? this.#make(shape);
    if (isNumbered) {
      this.#learned.push(standIns);
      this.#byNames.set(key, standIns);
    }
    return standIns;
  }

  #make(shape: Shape): StandIns {
    this.#names += shape.names.length;
    this.#inFrame += shape.names.length;
    if (this.#names > this.#most || this.#inFrame > this.#most * partOfFrame) {
      throw new ProtocolError('too many', `it tells of more than ${this.#most} methods, or of too many at one time`);
    }
    return new StandIns(shape, this.#operate, this.#asks);
  }
}
