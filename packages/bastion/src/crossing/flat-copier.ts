/**
 * Copiers for records: plain objects that hold primitives only, of which a value may have thousands with the
 * same fields. A copier made for one list of names is several times faster than a loop over them.
 *
 * Invariant: as everywhere in a copy, a field is read once, through its descriptor, so no getter runs. What is
 * not flat (an accessor, an object, a function, a symbol) makes the copier give up, having done nothing.
 */
import { getOwnPropertyDescriptor } from '../primordials.js';

/** A copy of a flat record, or undefined for anything else. */
type FlatCopier = (value: object) => object | undefined;

// Captured when this module loads: a lockdown that comes later replaces the global one.
const Compile = Function;
const { prototype: objectPrototype } = Object;

/** Names go in as data; see facade/generate.ts. */
const generate = (names: readonly string[]): FlatCopier => {
  const parameters = names.map((_, index) => `n${index}`);
  const constants = parameters.map((parameter, index) => `N${index} = ${parameter}`);
  const reads = names.map(
    (_, index) => `
  const d${index} = read(value, N${index});
  if (d${index} === undefined || d${index}.writable === undefined) return undefined;
  const v${index} = d${index}.value;
  if ((typeof v${index} === "object" && v${index} !== null) || typeof v${index} === "function" || typeof v${index} === "symbol") return undefined;`,
  );
  const fields = names.map((_, index) => `[N${index}]: v${index}`);
  const define = new Compile(
    'descriptorOf',
    ...parameters,
    `"use strict"; const ${['read = descriptorOf', ...constants].join(', ')};
return (value) => {${reads.join('')}
  return { ${fields.join(', ')} };
};`,
  ) as (...args: unknown[]) => FlatCopier;
  return define(getOwnPropertyDescriptor, ...names);
};

interface Shape {
  readonly names: readonly string[];
  seen: number;
  copier: FlatCopier | undefined;
}

/** A copier is worth its making once a shape has come this often. */
const worthwhile = 16;
const mostNames = 24;
const mostShapes = 500;

const shapes = new Map<string, Shape>();
/** The shapes met last, in a ring: a graph alternates between a few, and each look-up by name costs as much as a copy. */
const recent: Shape[] = [];
const mostRecent = 4;
let oldest = 0;
let canGenerate = true;

const isSame = (a: readonly string[], b: readonly string[]): boolean => {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
};

const shapeOf = (names: readonly string[]): Shape => {
  for (const shape of recent) if (isSame(shape.names, names)) return shape;
  const shape = lookUp(names);
  recent[oldest] = shape;
  oldest = (oldest + 1) % mostRecent;
  return shape;
};

const lookUp = (names: readonly string[]): Shape => {
  const key = JSON.stringify(names);
  let shape = shapes.get(key);
  if (shape === undefined) {
    if (shapes.size >= mostShapes) shapes.clear();
    shapes.set(key, (shape = { names, seen: 0, copier: undefined }));
  }
  return shape;
};

/**
 * The copier for objects with exactly these enumerable names, once there is one.
 *
 * @param names From `Object.keys`; none may be a name that Object.prototype has.
 */
export const flatCopierFor = (names: readonly string[]): FlatCopier | undefined => {
  if (!canGenerate || names.length === 0 || names.length > mostNames) return undefined;
  const shape = shapeOf(names);
  if (shape.copier !== undefined) return shape.copier;
  shape.seen += 1;
  if (shape.seen !== worthwhile || names.some((name) => name in objectPrototype)) return undefined;
  try {
    shape.copier = generate(names);
  } catch {
    canGenerate = false; // Code generation is forbidden here: the loop serves.
  }
  return shape.copier;
};
