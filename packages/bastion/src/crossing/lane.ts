/**
 * One direction of a membrane: decides for every value that moves along it what arrives.
 *
 * Invariant: what `cross` returns is a primitive, a fresh copy, a bastion of this membrane, or an
 * object that belongs to the receiver in the first place. Never an object of the other side.
 */
import type { Refusal, Membrane, TakeCopied } from './membrane.js';
import { RevokedError } from '../errors.js';
import { facadeOf, isObject } from '../facade/brand.js';
import { printable } from '../facade/class-name.js';
import { methodNamed, symbolMethod } from '../facade/methods.js';
import { makeBastion } from '../facade/facades.js';
import { apply, keyFor } from '../primordials.js';
import { boundWholeView, guestView, wholeView, type View } from '../view.js';
import { kindOf } from './classify.js';
import { copyAcross } from './copy.js';
import { recall, remember } from './identity.js';
import { type Meter, spend, unmetered } from './meter.js';
import { viewOfInstance } from './registry.js';
import { originOf, crossIterator, crossPromise } from './streams.js';
import { thrownAcross } from './thrown.js';
import { forHostAlone, uncrossable } from './uncrossable.js';

const wellKnown: ReadonlySet<unknown> = new Set(
  Object.values(Object.getOwnPropertyDescriptors(Symbol))
    .map(({ value }): unknown => value)
    .filter((value) => typeof value === 'symbol'),
);

const realmDate = (time: number): Date => new Date(time);

export class Lane {
  readonly membrane: Membrane;
  readonly side: 'down' | 'up';
  /** The lane in the other direction. */
  back!: Lane;
  /** Whether calls must take the general way: the membrane is revoked, or has interceptors. */
  watched: boolean;
  readonly raw: boolean;
  /** What a call through a bastion of this lane is taken from. */
  readonly calls: Meter;
  /** Makes the copy of a date. */
  readonly makeDate: (time: number) => Date;
  /** What a copy along this lane is taken from. */
  readonly bytes: Meter;
  readonly #copied: TakeCopied | undefined;
  /** What came home by something narrower than crosses by itself: it goes back as that. */
  #returned: WeakMap<object, object> | undefined;

  constructor(membrane: Membrane, side: 'down' | 'up') {
    this.membrane = membrane;
    this.side = side;
    this.watched = side === 'down' && membrane.around.length > 0;
    this.raw = membrane.raw;
    this.calls = (side === 'down' ? membrane.meters.calls : undefined) ?? unmetered;
    this.makeDate = (side === 'down' ? membrane.dateOf : undefined) ?? realmDate;
    this.bytes = membrane.meters.bytes ?? unmetered;
    this.#copied = membrane.copied[side];
  }

  /** What the receiver gets for a value. @throws CrossingError, RevokedError */
  cross(value: unknown): unknown {
    if (this.raw) return value;
    if (isObject(value)) return this.#crossObject(value);
    if (typeof value === 'symbol') return crossSymbol(value);
    return value;
  }

  /** What the receiver is to get thrown. Never throws itself. */
  thrown(error: unknown): unknown {
    return this.raw ? error : thrownAcross(error, this);
  }

  /** @throws RevokedError where the membrane is dead. */
  assertLive(what: string): void {
    if (this.membrane.reason !== undefined) throw this.revokedError(what);
  }

  /** The error for using what is dead. */
  revokedError(what: string): Error {
    const { reason, revokedError } = this.membrane;
    const message = `${what} is no longer of use: ${reason}`;
    return this.side === 'up' && revokedError !== undefined
      ? forHostAlone(revokedError(message))
      : new RevokedError(message);
  }

  /** Tells the interceptors of a name that was refused. */
  refused(refusal: Refusal): void {
    if (this.side === 'down') {
      for (const interceptor of this.membrane.around) interceptor.refused?.(refusal);
    }
  }

  /**
   * The bastion of an object or function of the sending side: the same one each time, by view.
   *
   * @param self What a function runs with as `this`.
   * @param asks Whether the target may be asked for its text, as one is whose owner wraps it.
   */
  wrap(target: object, view: View, self?: object, asks = false): object {
    const known = recall(target, this, view, self);
    if (known !== undefined) return known;
    const bastion = makeBastion(target, this, view, { self, asks });
    remember(target, this, view, self, bastion);
    return bastion;
  }

  /** The view that an instance crosses in: its class's, or the default one. */
  viewOf(target: object): View {
    return this.side === 'down' ? viewOfInstance(target, this.membrane) : guestView;
  }

  /** A function that is a field of a record, and runs with the record as `this`. */
  crossFunction(target: object, record: object): object {
    const facade = facadeOf(target);
    return facade === undefined
      ? (this.returning(target) ?? this.wrap(target, this.viewOf(target), record))
      : this.#crossBastion(target, facade.laneOf(target));
  }

  /**
   * What the guest gave up for this object, where it goes back to the guest. A host that keeps what it is given
   * and hands it out again does not thereby hand out more than it was given: not the methods that a filter
   * withheld, and not the life that a revoked membrane has ended.
   */
  returning(target: object): object | undefined {
    const given = this.#returned?.get(target);
    return given === undefined || facadeOf(given)?.laneOf(given) === this
      ? given
      : (this.#crossForeign(given) as object);
  }

  /** What a special method gave that has to be an iterator, whatever it is made of. */
  crossIterator(value: unknown, kind: 'iterator' | 'asyncIterator'): object {
    if (isObject(value)) {
      if (methodNamed(value, 'next') !== undefined) return crossIterator(value, this, kind);
      const symbol = kind === 'iterator' ? Symbol.iterator : Symbol.asyncIterator;
      const iterate = symbolMethod(value, symbol);
      if (iterate !== undefined) return this.crossIterator(apply(iterate, value, []), kind);
    }
    throw new TypeError(`a special method gave no ${kind === 'iterator' ? 'iterator' : 'async iterator'}`);
  }

  #crossObject(value: object): unknown {
    const bytes = this.#copied?.(value);
    if (bytes !== undefined) {
      spend(this.bytes, bytes);
      return value;
    }
    const facade = facadeOf(value);
    if (facade !== undefined) return this.#crossBastion(value, facade.laneOf(value));
    const origin = originOf(value);
    if (origin !== undefined && this.#isHome(origin.lane)) {
      origin.lane.assertLive('this object');
      return this.#home(origin.source, value, origin.lane === this.back);
    }
    return this.returning(value) ?? this.#crossForeign(value);
  }

  #crossForeign(value: object): unknown {
    if (facadeOf(value) !== undefined) return this.adopt(value);
    const kind = kindOf(value);
    switch (kind) {
      case 'behaviour':
        return this.wrap(value, this.viewOf(value));
      case 'promise':
        return crossPromise(value, this);
      case 'iterator':
      case 'asyncIterator':
        return crossIterator(value, this, kind);
      default:
        return copyAcross(value, kind, this);
    }
  }

  /**
   * A bastion that crosses. Back where its target lives, it is the target again; that is so along the
   * lane it came by, and for the host, whose every bastion comes home whichever membrane it was in.
   */
  #crossBastion(bastion: object, lane: Lane): object {
    if (!this.#isHome(lane)) return lane === this ? bastion : this.adopt(bastion);
    const target = this.#originalOf(bastion);
    const view = facadeOf(bastion)?.view;
    return this.#home(target, bastion, lane === this.back && this.back.#givesAlone(target, view));
  }

  /** What stands behind a bastion, and behind that where one membrane adopted it from another. */
  #originalOf(bastion: object): object {
    let object = bastion;
    for (let facade = facadeOf(object); facade !== undefined; facade = facadeOf(object)) {
      const lane = facade.laneOf(object);
      if (!this.#isHome(lane)) break;
      lane.assertLive(`<Bastion for ${facade.nameOf(object)}>`);
      object = facade.targetOf(object);
    }
    return object;
  }

  /**
   * A bastion of another membrane, as this one's guest gets it: dead when either is. It shows what the
   * bastion shows and no more. Where the other membrane has no rules, its target is wrapped anew.
   */
  adopt(bastion: object): object {
    const facade = facadeOf(bastion) as NonNullable<ReturnType<typeof facadeOf>>;
    const lane = facade.laneOf(bastion);
    const hasRules = !lane.membrane.plain || facade.view.guards !== undefined;
    if (lane.side === this.side && !hasRules && typeof bastion === 'object') {
      const target = facade.targetOf(bastion);
      const known = recall(target, this, facade.view, undefined);
      if (known !== undefined) return known;
      const adopted = makeBastion(target, this, facade.view, { name: facade.givenNameOf(bastion) });
      remember(target, this, facade.view, undefined, adopted);
      return adopted;
    }
    return this.wrap(bastion, facade.view.bound ? boundWholeView : wholeView);
  }

  /** The host's own object again, which came home by `given`. */
  #home(target: object, given: object, isPlain: boolean): object {
    if (this.side === 'down') return target;
    const { back } = this;
    if (!isPlain) (back.#returned ??= new WeakMap()).set(target, given);
    else back.#returned?.delete(target);
    return target;
  }

  /** Whether an object that crosses by itself, without a filter of its own, is shown in this view. */
  #givesAlone(target: object, view: View | undefined): boolean {
    return view === this.viewOf(target) && kindOf(target) === 'behaviour';
  }

  #isHome(lane: Lane): boolean {
    return lane === this.back || (this.side === 'up' && lane.side === 'down');
  }
}

const crossSymbol = (symbol: symbol): symbol => {
  if (keyFor(symbol) !== undefined || wellKnown.has(symbol)) return symbol;
  throw uncrossable(
    `${printable(String(symbol))} cannot cross: only registered symbols, Symbol.for('…'), mean the same on both sides`,
  );
};
