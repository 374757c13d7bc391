/** Arbitrary graphs of values: every kind of data and behaviour, with cycles and shared nodes. */
import { record } from '@padded-cell/bastion';
import fc from 'fast-check';

/** An edge: a primitive, or another node of the graph. */
type Edge = { readonly value: unknown } | { readonly node: number };

interface Spec {
  readonly kind: (typeof kinds)[number];
  readonly edges: readonly (readonly [key: string, Edge])[];
  readonly number: number;
}

const dataKinds = [
  'plain',
  'bare',
  'array',
  'sparse',
  'map',
  'set',
  'date',
  'regexp',
  'boxed',
  'error',
  'aggregate',
  'buffer',
  'bytes',
  'words',
  'view',
] as const;

const behaviourKinds = ['instance', 'function', 'class', 'promise', 'iterator', 'asyncIterator'] as const;

const kinds = [...dataKinds, ...behaviourKinds] as const;

const keys = ['a', 'b', 'c', '', '0', '1', '__proto__', 'constructor', 'toString', 'then', 'length', 'näme', '\u0000'];

const primitive: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(undefined, null, true, false, Number.NaN, -0, 0, Infinity, Symbol.for('shared'), Symbol.iterator),
  fc.double(),
  fc.bigInt(),
  fc.string({ unit: 'binary' }),
);

const edge: fc.Arbitrary<Edge> = fc.oneof(
  primitive.map((value) => ({ value })),
  fc.nat({ max: 30 }).map((node) => ({ node })),
);

const spec: fc.Arbitrary<Spec> = fc.record({
  kind: fc.constantFrom(...kinds),
  edges: fc.array(fc.tuple(fc.constantFrom(...keys), edge), { maxLength: 5 }),
  number: fc.nat({ max: 255 }),
});

const errorClasses = [Error, TypeError, RangeError];

class Thing {
  readonly secret = 'SECRET';
  read(): string {
    return 'thing';
  }
}

/** The node without its edges. */
const shellOf = ({ kind, number }: Spec, { buffer }: Uint8Array): object => {
  switch (kind) {
    case 'plain':
      return {};
    case 'bare':
      return Object.create(null) as object;
    case 'array':
    case 'sparse':
      return [];
    case 'map':
      return new Map();
    case 'set':
      return new Set();
    case 'date':
      return new Date(number % 7 === 0 ? Number.NaN : number * 1e9);
    case 'regexp':
      return Object.assign(new RegExp(`a{${number}}`, ['', 'g', 'giy', 'dms'][number % 4]), { lastIndex: number });
    case 'boxed':
      return Object(
        [number, -0, `text ${number}`, number % 2 === 0, BigInt(number), Symbol.for('boxed')][number % 6],
      ) as object;
    case 'error':
      return Object.assign(
        new (errorClasses[number % 3] as ErrorConstructor)(`failure ${number}`),
        number > 99 && { code: number },
      );
    case 'aggregate':
      return new AggregateError([], `several ${number}`);
    case 'buffer':
      return number % 2 === 0 ? buffer : new Uint8Array([number]).buffer;
    case 'bytes':
      return new Uint8Array(buffer, number % 8, number % 5);
    case 'words':
      return new Int16Array(buffer, (number % 4) * 2, number % 3);
    case 'view':
      return new DataView(buffer, number % 8, number % 6);
    case 'instance':
      return number % 2 === 0 ? new Thing() : Object.freeze(new Thing());
    case 'function':
      return () => number;
    case 'class':
      return class {};
    case 'promise':
      return Promise.resolve(number);
    case 'iterator':
      return [number].values();
    default:
      return (async function* () {
        yield number;
      })();
  }
};

/** Names under which a guest's record must not bring a function: the host would run it without meaning to. */
const isHook = (key: string): boolean => key === 'then' || key === 'toString';

/** A function has another bastion for each record it is a field of, for its `this`: here each record has its own. */
const put = (object: object, key: string, given: unknown): void => {
  const isFunction = typeof given === 'function';
  const name = isFunction && isHook(key) ? `its ${key}` : key;
  const value = isFunction ? () => name : given;
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
};

/** Adds the edges. */
const fill = (shell: object, { kind, edges, number }: Spec, at: (edge: Edge) => unknown): void => {
  switch (kind) {
    case 'plain':
    case 'bare':
      for (const [key, each] of edges) put(shell, key, at(each));
      // Without this a plain object with functions would be behaviour on its way down.
      if (Object.values(shell).some((value) => typeof value === 'function')) record(shell);
      break;
    case 'array':
      for (const [, each] of edges) (shell as unknown[]).push(at(each));
      break;
    case 'sparse':
      edges.forEach(([, each], index) => ((shell as unknown[])[index * (number % 4)] = at(each)));
      (shell as unknown[]).length += number % 3;
      break;
    case 'map':
      edges.forEach(([key, each], index) => {
        const value = at(each);
        (shell as Map<unknown, unknown>).set(index % 2 === 0 ? key : value, value);
      });
      break;
    case 'set':
      for (const [, each] of edges) (shell as Set<unknown>).add(at(each));
      break;
    case 'aggregate':
      for (const [, each] of edges) (shell as AggregateError).errors.push(at(each));
      break;
    default:
  }
};

const build = (specs: readonly Spec[]): readonly object[] => {
  const bytes = Uint8Array.from({ length: 16 }, (_, index) => index);
  const nodes = specs.map((each) => shellOf(each, bytes));
  const at = (each: Edge): unknown => ('node' in each ? nodes[each.node % nodes.length] : each.value);
  specs.forEach((each, index) => fill(nodes[index] as object, each, at));
  return nodes;
};

/** A graph, as a function that builds it afresh and gives all of its nodes. */
export const graph: fc.Arbitrary<() => readonly object[]> = fc
  .array(spec, { minLength: 1, maxLength: 14 })
  .map((specs) => {
    const make = () => build(specs);
    return Object.assign(make, {
      [fc.toStringMethod]: () =>
        JSON.stringify(specs, (_, value: unknown) =>
          typeof value === 'bigint' || typeof value === 'symbol' ? String(value) : value,
        ),
    });
  });
