/** An arbitrary host: objects of every kind that lead to each other by every way there is. */
import { allow, record } from '@padded-cell/bastion';
import fc from 'fast-check';
import { all, bastion } from '../untyped.js';
import type { Party } from './party.js';

type Anything = any;

const ways = [
  'return',
  'list',
  'field',
  'promise',
  'callback',
  'throw',
  'throw in an error',
  'reject',
  'yield',
  'yield later',
  'store',
  'stored',
  'self',
  'record',
  'literal',
  'bastion',
  'part',
  'revocable',
] as const;

interface Move {
  readonly way: (typeof ways)[number];
  readonly to: number;
}

interface Node {
  readonly kind: 'instance' | 'function' | 'class' | 'literal' | 'array' | 'map' | 'error' | 'promise' | 'iterable';
  readonly moves: readonly Move[];
}

const node: fc.Arbitrary<Node> = fc.record({
  kind: fc.constantFrom('instance', 'function', 'class', 'literal', 'array', 'map', 'error', 'promise', 'iterable'),
  moves: fc.array(fc.record({ way: fc.constantFrom(...ways), to: fc.nat({ max: 30 }) }), {
    minLength: 1,
    maxLength: 5,
  }),
});

export const world: fc.Arbitrary<readonly Node[]> = fc.array(node, { minLength: 2, maxLength: 8 });

/** The host's objects, each made by `host`, so that the guest's seeing one is noticed. */
export class World {
  readonly #host: Party;
  readonly #specs: readonly Node[];
  readonly #nodes: object[];
  /** What guests have left behind. */
  readonly #store: unknown[] = [];

  constructor(host: Party, specs: readonly Node[]) {
    this.#host = host;
    this.#specs = specs;
    this.#nodes = specs.map((spec, index) => this.#shell(spec, index));
    specs.forEach((_, index) => this.#furnish(index));
  }

  /** The one that a guest is given. */
  get root(): object {
    return this.#nodes[0] as object;
  }

  #at(to: number): object {
    return this.#nodes[to % this.#nodes.length] as object;
  }

  #shell({ kind, moves }: Node, index: number): object {
    const host = this.#host;
    const run = (at: number) => host.make((...args: unknown[]) => this.#move(index, at, args));
    switch (kind) {
      case 'function':
        return run(0);
      case 'class': {
        const Made = class {
          secret = host.make({ own: true });
          constructor() {
            host.make(this);
          }
        };
        return host.make(Made);
      }
      case 'array':
        return host.make([]);
      case 'map':
        return host.make(new Map());
      case 'error':
        return host.make(new Error(`host ${index}`, { cause: host.make({ secret: true }) }));
      case 'promise':
        return host.make(Promise.resolve(host.make([])));
      case 'literal':
        return host.make(Object.fromEntries(moves.map((_, at) => [`m${at}`, run(at)])));
      default: {
        const Class = class {};
        moves.forEach((_, at) =>
          Object.defineProperty(Class.prototype, `m${at}`, { value: run(at), configurable: true }),
        );
        const rows = host.make(() => host.make([this.#at(index + 1)].values()));
        if (kind === 'iterable') Object.defineProperty(Class.prototype, Symbol.iterator, { value: rows });
        Object.defineProperty(Class.prototype, '__getitem__', { value: run(0), configurable: true });
        host.make(Class);
        return host.make(new Class());
      }
    }
  }

  /** Gives a node its raw neighbours, where no guest is to find them. */
  #furnish(index: number): void {
    const object = this.#at(index) as Anything;
    const { moves, kind } = this.#specs[index] as Node;
    const neighbour = this.#at((moves[0] as Move).to);
    if (kind === 'array') object.push(neighbour, this.#host.make({ n: index }));
    else if (kind === 'map') object.set(neighbour, this.#host.make([neighbour]));
    else {
      object.secret = neighbour;
      object[Symbol.for('secret')] = this.#host.make([neighbour]);
      Object.defineProperty(object, 'accessor', { get: this.#host.make(() => neighbour), configurable: true });
    }
  }

  /** What a method does. */
  #move(index: number, at: number, args: readonly unknown[]): unknown {
    const host = this.#host;
    host.see(args);
    const { moves } = this.#specs[index] as Node;
    const { way, to } = moves[at % moves.length] as Move;
    const other = this.#at(to);
    switch (way) {
      case 'return':
        return other;
      case 'list':
        return host.make([other, host.make({ other })]);
      case 'field':
        return host.make({ other, deep: host.make(new Map([[other, host.make(new Set([other]))]])) });
      case 'promise':
        return host.make(Promise.resolve(host.make([other])));
      case 'callback':
        for (const arg of args)
          if (typeof arg === 'function') host.try(() => (arg as Anything)(other, host.make([other])));
        return host.make([other]);
      case 'throw':
        throw other;
      case 'throw in an error':
        throw host.make(
          Object.assign(new Error('host', { cause: other }), { secret: other, errors: host.make([other]) }),
        );
      case 'reject': {
        const rejected = host.make(Promise.reject(host.make(Object.assign(new Error('host'), { secret: other }))));
        rejected.catch(() => undefined);
        return rejected;
      }
      case 'yield':
        return host.make([other, host.make([other])].values());
      case 'yield later':
        return host.make(
          (async function* (): AsyncGenerator {
            host.see(yield host.make([other]));
            throw other;
          })(),
        );
      case 'store':
        this.#store.push(...args);
        return args[0];
      case 'stored':
        return this.#store.at(-1 - (to % 3));
      case 'self':
        return this.#at(index);
      case 'record':
        return host.make(record(host.make({ other, run: host.make(() => other) })));
      case 'literal':
        return host.make({ secret: other, run: host.make(() => other) });
      case 'bastion':
        return bastion(other, all);
      case 'part':
        return bastion(other, allow('m0', '__call__'));
      default:
        return bastion.revocable(other).bastion;
    }
  }
}
