/** Whether two graphs are the same: node for node, edge for edge, in kind and shape. */

/** Whether behaviour `a` of the one graph may stand where `b` stands in the other. */
type Fits = (a: object, b: object) => boolean;

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

const dataPrototypes: ReadonlySet<object | null> = new Set<object | null>([
  null,
  ...[Object, Array, Map, Set, Date, RegExp, ArrayBuffer, DataView, Number, String, Boolean, BigInt, Symbol].map(
    ({ prototype }): object => prototype,
  ),
  ...[Error, TypeError, RangeError, AggregateError, Uint8Array, Int16Array].map(({ prototype }): object => prototype),
]);

export const isData = (value: object): boolean =>
  typeof value !== 'function' && dataPrototypes.has(Object.getPrototypeOf(value) as object | null);

/** What a node is, apart from its edges. */
const label = (node: object): string => {
  if (node instanceof Date) return `date ${node.getTime()}`;
  if (node instanceof RegExp) return `regexp ${String(node)} ${node.lastIndex}`;
  if (node instanceof Error) return `error ${node.name} ${node.message} ${String((node as { code?: unknown }).code)}`;
  if (node instanceof ArrayBuffer) return `buffer ${node.byteLength}`;
  if (ArrayBuffer.isView(node))
    return `view ${[...new Uint8Array(node.buffer, node.byteOffset, node.byteLength)].join()}`;
  if (Array.isArray(node)) return `array ${node.length} ${Object.keys(node).join()}`;
  const isBoxed = [Number, String, Boolean, BigInt, Symbol].some((Class) => node instanceof Class);
  if (!isBoxed) return 'object';
  const primitive: unknown = node.valueOf();
  return `boxed ${Object.is(primitive, -0) ? '-0' : String(primitive)}`;
};

/** The edges of a node, in order, each with what tells it from the others. */
const edges = (node: object): readonly (readonly [string, unknown])[] => {
  if (node instanceof Map)
    return [...node].flatMap(([key, value]) => [['key', key] as const, ['value', value] as const]);
  if (node instanceof Set) return [...node].map((value) => ['entry', value] as const);
  if (node instanceof AggregateError) return [['errors', node.errors]];
  if (
    node instanceof Error ||
    ArrayBuffer.isView(node) ||
    node instanceof ArrayBuffer ||
    Object.getPrototypeOf(node) === String.prototype
  )
    return [];
  return Object.keys(node).map((key) => [key, Object.getOwnPropertyDescriptor(node, key)?.value] as const);
};

/**
 * Says where two graphs differ, or undefined where they do not. Both must have the same nodes in the same places:
 * what one shares, the other shares, and where one closes a ring, so does the other.
 */
export const difference = (left: unknown, right: unknown, fits: Fits): string | undefined => {
  const there = new Map<object, object>();
  const back = new Map<object, object>();
  const queue: [unknown, unknown, string][] = [[left, right, '']];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [a, b, path] = next;
    if (!isObject(a) || !isObject(b)) {
      if (!Object.is(a, b)) return `${path}: ${String(a)} is not ${String(b)}`;
      continue;
    }
    if (there.has(a) || back.has(b)) {
      if (there.get(a) !== b || back.get(b) !== a) return `${path}: shared differently`;
      continue;
    }
    there.set(a, b);
    back.set(b, a);
    if (!isData(a)) {
      if (!fits(a, b)) return `${path}: behaviour that does not fit`;
      continue;
    }
    if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return `${path}: another prototype`;
    if (label(a) !== label(b)) return `${path}: ${label(a)} is not ${label(b)}`;
    const [ours, theirs] = [edges(a), edges(b)];
    if (ours.length !== theirs.length) return `${path}: ${ours.length} edges are not ${theirs.length}`;
    for (const [index, [key, value]] of ours.entries()) {
      const [other, counterpart] = theirs[index] as (typeof theirs)[number];
      if (key !== other) return `${path}: ${key} is not ${other}`;
      queue.push([value, counterpart, `${path}.${key}`]);
    }
  }
  return undefined;
};

/** Every object of a graph that can be reached through data. */
export const nodesOf = (root: unknown): Set<object> => {
  const nodes = new Set<object>();
  const queue = [root];
  for (let node = queue.pop(); node !== undefined || queue.length > 0; node = queue.pop()) {
    if (!isObject(node) || nodes.has(node)) continue;
    nodes.add(node);
    if (isData(node)) for (const [, value] of edges(node)) queue.push(value);
  }
  return nodes;
};
