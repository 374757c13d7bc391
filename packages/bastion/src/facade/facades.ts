/**
 * Finds the facade for a target in a view, and makes bastions.
 *
 * Facades are kept by view and prototype. Instances of a class share one; objects whose methods are
 * their own (literals, closures, functions) share one with those that have the same names. A filter that is
 * a predicate is asked again for each bastion, and a facade is reused only while its answers are the same.
 */
import { classNameOf } from './class-name.js';
import { exposes } from './exposure.js';
import { Facade, type Making } from './facade.js';
import { memberNames } from './members.js';
import { specialsOf } from './protocols.js';
import { inheritedMethodNames, methodNamed, ownMethodNames } from './methods.js';
import { isFunctionPrototype, isObjectPrototype } from '../crossing/classify.js';
import type { Lane } from '../crossing/lane.js';
import { getOwnPropertyDescriptor, getPrototypeOf } from '../primordials.js';
import type { View } from '../view.js';

/** What is known of the objects with one prototype, in one view. */
export interface Shape {
  /** Names that the prototypes define. */
  readonly inherited: readonly string[];
  /** Own method names of the first instance: those that all instances of such a class have, as a rule. */
  readonly own: readonly string[];
  /** Whether each object must be looked at: its prototype says nothing of what it has. */
  readonly loose: boolean;
  /** Facades by the names exposed. */
  readonly facades: Map<string, Facade>;
  /** The facade of the last target that had the own methods above. */
  last: Facade | undefined;
}

const noPrototype = {};

/** The shape looked up last: a row of instances of one class asks for it again and again. */
let last: { readonly proto: object; readonly view: View; readonly shape: Shape } | undefined;

const shapeOf = (target: object, view: View): Shape => {
  const proto = getPrototypeOf(target) ?? noPrototype;
  if (last !== undefined && proto === last.proto && view === last.view) return last.shape;
  const shape = view.shapes.get(proto) ?? learnShape(target, proto, view);
  last = { proto, view, shape };
  return shape;
};

const learnShape = (target: object, proto: object, { shapes }: View): Shape => {
  const shape: Shape = {
    inherited: inheritedMethodNames(target),
    own: ownMethodNames(target),
    loose:
      proto === noPrototype || typeof target === 'function' || isObjectPrototype(proto) || isFunctionPrototype(proto),
    facades: new Map(),
    last: undefined,
  };
  shapes.set(proto, shape);
  return shape;
};

const hasOwnMethods = (target: object, names: readonly string[]): boolean => {
  for (const name of names) {
    if (typeof getOwnPropertyDescriptor(target, name)?.value !== 'function') return false;
  }
  return true;
};

/** Whether the facade made last still fits: the same own methods, and the filter would answer the same. */
const fitsLast = (target: object, view: View, shape: Shape): boolean => {
  const { last: facade } = shape;
  if (facade === undefined || shape.loose || !hasOwnMethods(target, shape.own)) return false;
  if (view.isConstant) return true;
  const methods = [...shape.inherited, ...shape.own];
  return (
    methods.every((name) => exposes(view, name) === facade.names.has(name)) &&
    specialsOf(target, view).join() === facade.specials.join()
  );
};

/** A bound on facades for one prototype: a stream of literals with ever new names must not fill the memory. */
const mostFacades = 1000;

/** The names to show: those that are methods here, that the filter accepts, and that the class does not answer itself. */
const namesOf = (target: object, view: View, methods: readonly string[]): string[] => {
  const members = memberNames(view);
  return [...new Set(methods)].filter(
    (name) => !members.has(name) && methodNamed(target, name) !== undefined && exposes(view, name),
  );
};

/** The facade of a target in a view. */
const facadeFor = (target: object, view: View): Facade => {
  const shape = shapeOf(target, view);
  if (fitsLast(target, view, shape)) return shape.last as Facade;
  const own = ownMethodNames(target);
  // Where all methods are the object's own and the filter is constant, their names decide the rest.
  const isDecided = view.isConstant && shape.inherited.length === 0;
  const names = isDecided ? own : namesOf(target, view, [...shape.inherited, ...own]);
  const specials = specialsOf(target, view);
  const key = JSON.stringify([typeof target, names, specials]);
  let facade = shape.facades.get(key);
  if (facade === undefined) {
    facade = new Facade(target, view, isDecided ? namesOf(target, view, own) : names, specials, classNameOf(target));
    if (shape.facades.size >= mostFacades) shape.facades.clear();
    shape.facades.set(key, facade);
  }
  shape.last = facade;
  return facade;
};

/** Makes a bastion, without looking whether there is one. */
export const makeBastion = (target: object, lane: Lane, view: View, making: Making): object =>
  facadeFor(target, view).wrap(target, lane, making);
