/**
 * Making a bastion smaller. There is nothing that makes one larger.
 *
 * Invariant: what `narrow(b, f)` exposes, `b` exposes, whatever `f` answers, and whenever.
 */
import { facadeOf, isObject } from './facade/brand.js';
import { exposesCall, exposesNew } from './facade/exposure.js';
import type { Facade } from './facade/facade.js';
import { makeBastion } from './facade/facades.js';
import type { SpecialName } from './facade/special-methods.js';
import { ask, assertAnswers, every, isConstant, type NameFilter } from './filter.js';
import { withFilter } from './view.js';

const narrowers = new WeakMap<NameFilter, WeakMap<NameFilter, NameFilter>>();

/** The meet of two constant filters, kept so that the same narrowing shares a facade. */
const meet = (held: NameFilter, asked: NameFilter): NameFilter => {
  let byAsked = narrowers.get(held);
  if (byAsked === undefined) narrowers.set(held, (byAsked = new WeakMap()));
  let filter = byAsked.get(asked);
  if (filter === undefined) byAsked.set(asked, (filter = every(held, asked)));
  return filter;
};

const isHeld = (facade: Facade, bastion: object, name: string): boolean => {
  if (facade.exposes(bastion, name) || facade.exposesSpecial(name as SpecialName)) return true;
  const target = facade.targetOf(bastion);
  if (typeof target !== 'function') return false;
  // Of a function the names mean the call itself, and the construction.
  return name === '__call__' ? exposesCall(facade.view) : name === 'new' && exposesNew(facade.view, target);
};

/** @see the typed face in bastion.ts */
export const narrowBastion = (bastion: unknown, filter: NameFilter, name?: string): object => {
  const facade = isObject(bastion) ? facadeOf(bastion) : undefined;
  if (facade === undefined) {
    throw new TypeError('narrow(bastion, filter) takes a bastion; bastion(target, filter) makes one');
  }
  assertAnswers(filter);
  const held = bastion as object;
  const lane = facade.laneOf(held);
  lane.assertLive(`<Bastion for ${facade.nameOf(held)}>`);
  // A predicate may change its mind: then the bastion itself is asked, which keeps what it has once answered.
  const isKnown = isConstant(filter) && isConstant(facade.view.filter);
  const smaller: NameFilter = isKnown
    ? meet(facade.view.filter, filter)
    : (n) => ask(filter, n) && isHeld(facade, held, n);
  return makeBastion(facade.targetOf(held), lane, withFilter(facade.view, smaller), {
    name: name ?? facade.nameOf(held),
    self: facade.selfOf(held),
  });
};
