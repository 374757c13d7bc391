/** The laws of crossing data, as properties; run a hundred times with every test run, and far longer apart from it. */
import { isBastion, record } from '@padded-cell/bastion';
import { createMembrane } from '@padded-cell/bastion/membrane';
import fc from 'fast-check';
import { bastion, type Anything } from '../untyped.js';
import { graph } from './graphs.js';
import { difference, isData, nodesOf } from './isomorphic.js';

const same = (a: object, b: object): boolean => a === b;

/** A stand-in for behaviour: a bastion, or a promise or iterator of the receiver's own. */
const standsIn = (a: object, b: object): boolean =>
  a !== b && (isBastion(b) || b instanceof Promise || typeof (b as Anything).next === 'function');

const assertSame = (left: unknown, right: unknown, fits: (a: object, b: object) => boolean): void => {
  const found = difference(left, right, fits);
  if (found !== undefined) throw new Error(`the graphs differ at ${found || 'the root'}`);
};

const assertApart = (left: Iterable<object>, right: ReadonlySet<object>): void => {
  for (const node of left) if (right.has(node)) throw new Error('an object is on both sides');
};

/** Declares every plain object with functions to be data, as a host does that hands a guest's registration on. */
const markRecords = (root: unknown): void => {
  for (const node of nodesOf(root)) {
    if (!isData(node) || Array.isArray(node) || node instanceof Map || node instanceof Set) continue;
    const prototype: unknown = Object.getPrototypeOf(node);
    if (prototype === null || prototype === Object.prototype) record(node);
  }
};

type Property = () => fc.IAsyncProperty<[() => readonly object[]]>;

/** A graph that goes down is an equal one on the other side, no object of which is the host's. */
export const crossesAsAnEqual: Property = () =>
  fc.asyncProperty(graph, async (build) => {
    for (const way of ['down', 'up'] as const) {
      const nodes = build();
      const arrived = createMembrane()[way](nodes);
      assertSame(nodes, arrived, standsIn);
      assertApart(nodesOf(arrived), new Set([nodes, ...nodes]));
    }
  });

/** A graph that goes down and comes up again is equal to what it was, and its behaviour is the same objects. */
export const comesHomeFromTheGuest: Property = () =>
  fc.asyncProperty(graph, async (build) => {
    const nodes = build();
    const { down, up } = createMembrane();
    const home = up(down(nodes));
    assertSame(nodes, home, same);
    assertApart([...nodesOf(home)].filter(isData), new Set(nodes));
  });

/** A graph that goes up and comes down again is equal to what it was, and its behaviour is the same objects. */
export const comesHomeFromTheHost: Property = () =>
  fc.asyncProperty(graph, async (build) => {
    const nodes = build();
    const { down, up } = createMembrane();
    const kept = up(nodes);
    markRecords(kept);
    const home = down(kept);
    assertSame(nodes, home, same);
    assertApart([...nodesOf(home)].filter(isData), new Set(nodes));
  });

/** What crosses by a method, a callback, a promise or an iterator is what crosses by the membrane itself. */
export const crossesAlikeByEveryRoute: Property = () =>
  fc.asyncProperty(graph, async (build) => {
    const nodes = build();
    const host = bastion({
      give: () => nodes,
      later: async () => [nodes],
      call: (callback: (value: unknown) => void) => callback(nodes),
      each: () => [nodes].values(),
    });
    const arrived: unknown[] = [host.give(), (await host.later())[0], host.each().next().value];
    host.call((value: unknown) => arrived.push(value));
    // Data is a copy each time; behaviour is one and the same bastion, whatever the route.
    for (const each of arrived) assertSame(arrived[0], each, same);
  });

/** A value that has crossed says nothing of what becomes of its original. */
export const copiesStayAsTheyWere: Property = () =>
  fc.asyncProperty(graph, async (build) => {
    const nodes = build();
    const { down } = createMembrane();
    const [copy, reference] = [down(nodes), down(nodes)];
    for (const node of nodes) {
      if (node instanceof Map || node instanceof Set) node.clear();
      else if (Array.isArray(node)) node.length = 0;
      else if (node instanceof Date) node.setTime(1);
      else if (ArrayBuffer.isView(node)) new Uint8Array(node.buffer).fill(255);
      else if (isData(node)) for (const key of Object.keys(node)) Reflect.deleteProperty(node, key);
    }
    assertSame(reference, copy, same);
  });
