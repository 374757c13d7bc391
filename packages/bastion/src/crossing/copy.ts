/**
 * Copies data across: the receiver gets equal data of its own, with every behaviour in it as a bastion.
 *
 * Trusts: nothing. Each property is read once, through its descriptor, so no getter runs, and what was
 * read is what is used. Elements of a host's arrays are the one exception: they are read directly.
 * Invariants: cycles and sharing keep their shape; what has no way across is a CrossingError that says
 * where it stands; the limits of the membrane bound the whole value.
 */
import type { CrossingError } from '../errors.js';
import { isObject } from '../facade/brand.js';
import { printable } from '../facade/class-name.js';
import {
  create,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  keys,
  ownKeys,
  uncurry,
} from '../primordials.js';
import { hooks } from '../view.js';
import { Binary, sharedBuffer } from './copy-binary.js';
import { boxedOf, regexpOf, timeOf } from './copy-builtins.js';
import { flatCopierFor } from './flat-copier.js';
import { kindOf, type Kind } from './classify.js';
import type { Lane } from './lane.js';
import { overLimit, type CrossingLimits } from './limits.js';
import { bytesOfItem, spend } from './meter.js';
import { isRecord, record as declareRecord } from './record.js';
import { copyError, fillError } from './thrown.js';
import { isUncrossable, uncrossable, uncrossableAt } from './uncrossable.js';

const mapForEach = uncurry(Map.prototype.forEach) as (
  self: unknown,
  visit: (value: unknown, key: unknown) => void,
) => void;
const setForEach = uncurry(Set.prototype.forEach) as (self: unknown, visit: (value: unknown) => void) => void;
const { prototype: objectPrototype } = Object;

/** The length of a guest's array. A Proxy of one may claim any: NaN, which no limit stops, or an object to run. */
const lengthOf = (array: object): number => {
  const length: unknown = getOwnPropertyDescriptor(array, 'length')?.value;
  if (typeof length === 'number' && length >= 0 && length < 2 ** 32 && Number.isInteger(length)) return length;
  throw uncrossable('an array has no true length');
};

const hookNames: ReadonlySet<string> = new Set(hooks);

class Copier {
  readonly #lane: Lane;
  readonly #limits: CrossingLimits;
  readonly #shareBuffers: boolean;
  #binary: Binary | undefined;
  readonly #seen = new Map<object, unknown>();
  readonly #path: unknown[] = [];
  #items = 0;

  constructor(lane: Lane, shareBuffers: boolean) {
    this.#lane = lane;
    this.#limits = lane.membrane.limits;
    this.#shareBuffers = shareBuffers;
  }

  /** What arrives for a value inside of data. */
  value(value: unknown, key: unknown): unknown {
    if (!isObject(value) && typeof value !== 'symbol') return value;
    if (isObject(value)) {
      const known = this.#seen.get(value) ?? this.#lane.returning(value) ?? this.#flat(value);
      if (known !== undefined) return known;
    }
    this.#path.push(key);
    const arrived = isObject(value) ? this.#object(value) : this.#lane.cross(value);
    this.#path.pop();
    return arrived;
  }

  #flat(value: object): object | undefined {
    if (getPrototypeOf(value) !== objectPrototype) return undefined;
    const names = keys(value);
    const copy = flatCopierFor(names)?.(value);
    if (copy === undefined) return undefined;
    this.spend(names.length + 1);
    this.#assertDepth(this.#path.length + 2);
    return this.#keep(value, copy);
  }

  #object(value: object): unknown {
    const kind = kindOf(value);
    return kind === 'behaviour' ? this.#lane.cross(value) : this.copy(value, kind);
  }

  /** A copy of an object whose kind is data; other kinds cross in their own way. */
  copy(value: object, kind: Kind): unknown {
    this.spend(1);
    this.#assertDepth(this.#path.length + 1);
    switch (kind) {
      case 'plain':
        return this.#plain(value);
      case 'array':
        return this.#array(value as unknown[]);
      case 'map':
        return this.#map(value);
      case 'set':
        return this.#set(value);
      case 'date':
        return this.#keep(value, this.#lane.makeDate(timeOf(value)));
      case 'regexp':
        return this.#keep(value, regexpOf(value));
      case 'boxed':
        return this.#keep(value, boxedOf(value));
      case 'error':
        return fillError(this.#keep(value, copyError(value, this.#lane)), value, this.#lane, (inner, name) =>
          this.value(inner, name),
        );
      case 'buffer':
      case 'view':
        this.#binary ??= new Binary(this.#lane, this.#shareBuffers);
        return this.#keep(value, this.#binary.copy(value, kind));
      case 'shared':
        throw uncrossable('shared memory cannot cross: copy it into an ArrayBuffer first');
      default:
        return this.#lane.cross(value);
    }
  }

  spend(items: number): void {
    this.#items += items;
    const { items: most } = this.#limits;
    if (this.#items > most) throw overLimit('items', most);
    spend(this.#lane.bytes, items * bytesOfItem);
  }

  #assertDepth(levels: number): void {
    if (levels > this.#limits.depth) throw overLimit('depth', this.#limits.depth);
  }

  /** A refusal, with the place that the copy had come to. */
  placed(error: CrossingError): CrossingError {
    return uncrossableAt(this.#path, error);
  }

  #keep<T>(value: object, copy: T): T {
    this.#seen.set(value, copy);
    return copy;
  }

  /** The fields of a plain object; undefined where it is behaviour instead, as the host's objects with functions are. */
  #fields(value: object, names: readonly string[]): unknown[] | undefined {
    const values: unknown[] = [];
    let accessor: string | undefined;
    for (const name of names) {
      const descriptor = getOwnPropertyDescriptor(value, name);
      if (descriptor === undefined) {
        values.push(undefined); // A Proxy that named a field it does not have.
        continue;
      }
      if (!('value' in descriptor)) {
        accessor ??= name;
        continue;
      }
      const { value: field } = descriptor;
      if (typeof field === 'function' && this.#isBehaviour(value)) return undefined;
      values.push(field);
    }
    // Not before: an object of methods may have accessors as well, and is behaviour.
    if (accessor !== undefined) {
      throw uncrossable(
        `'${printable(accessor)}' is an accessor, and to read it would run code; give it a value, or hand over an instance of a class`,
      );
    }
    return values;
  }

  #isBehaviour(value: object): boolean {
    return this.#lane.side === 'down' && !isRecord(value);
  }

  #plain(value: object): unknown {
    const names = keys(value);
    this.spend(names.length);
    const isBare = getPrototypeOf(value) === null;
    const values = this.#fields(value, names);
    if (values === undefined || (names.length === 0 && this.#hasHiddenMethods(value))) {
      return this.#keep(value, this.#lane.wrap(value, this.#lane.viewOf(value)));
    }
    const copy = this.#keep(value, (isBare ? create(null) : {}) as Record<string, unknown>);
    // A copy may go down through another membrane: there too it is what its owner declared it to be.
    if (isRecord(value)) declareRecord(copy);
    names.forEach((name, index) => {
      const field = values[index];
      const crossed = typeof field === 'function' ? this.#method(value, name, field) : this.value(field, name);
      // An inherited name (`__proto__`, or any that a polluted Object.prototype has) is not to be assigned.
      if (!isBare && name in objectPrototype) {
        defineProperty(copy, name, { value: crossed, writable: true, enumerable: true, configurable: true });
      } else copy[name] = crossed;
    });
    return copy;
  }

  /** A namespace such as Math has methods that no enumeration shows: down, that is behaviour. */
  #hasHiddenMethods(value: object): boolean {
    return (
      this.#isBehaviour(value) &&
      ownKeys(value).some((key) => typeof getOwnPropertyDescriptor(value, key)?.value === 'function')
    );
  }

  /** A function that is a field of a record: it runs with the record as `this`. */
  #method(record: object, name: string, method: object): object {
    if (this.#lane.side === 'up' && hookNames.has(name)) {
      this.#path.push(name);
      throw uncrossable(`a record cannot bring a function of this name: await, JSON or printing would run it`);
    }
    return this.#lane.crossFunction(method, record);
  }

  #array(value: unknown[]): unknown {
    const copy: unknown[] = this.#keep(value, []);
    const isHosts = this.#lane.side === 'down';
    const length = isHosts ? value.length : lengthOf(value);
    if (this.#items + length > this.#lane.membrane.limits.items) return this.#sparse(value, copy, length);
    this.spend(length);
    for (let index = 0; index < length; index += 1) {
      const element = isHosts ? value[index] : this.#element(value, index);
      if (element === undefined && !hasOwn(value, index)) copy.length = index + 1;
      else copy.push(isObject(element) || typeof element === 'symbol' ? this.value(element, index) : element);
    }
    return this.#withExtras(value, copy);
  }

  #element(value: unknown[], index: number): unknown {
    const descriptor = getOwnPropertyDescriptor(value, index);
    if (descriptor !== undefined && !('value' in descriptor)) {
      throw uncrossable(`element ${index} is an accessor, and to read it would run code; give it a value`);
    }
    return descriptor?.value;
  }

  /** An array longer than may cross can still be nearly empty: then its elements count, and its length does not. */
  #sparse(value: unknown[], copy: unknown[], length: number): unknown {
    const present = ownKeys(value);
    this.spend(present.length - 1); // Without `length`.
    // First to a length that the engine sets no memory aside for: from there it goes on without.
    copy.length = 2 ** 32 - 1;
    copy.length = length;
    for (const key of present) {
      const index = typeof key === 'string' ? Number(key) : Number.NaN;
      if (!Number.isInteger(index) || index < 0 || String(index) !== key) continue;
      copy[index] = this.value(this.#element(value, index), index);
    }
    return copy;
  }

  /** What the language itself puts on arrays beside their elements: the result of a match has it. */
  #withExtras(value: unknown[], copy: unknown[]): unknown[] {
    if (!hasOwn(value, 'index') || !hasOwn(value, 'groups')) return copy;
    for (const name of ['index', 'input', 'groups', 'indices']) {
      const descriptor = getOwnPropertyDescriptor(value, name);
      if (descriptor === undefined || !('value' in descriptor)) continue;
      defineProperty(copy, name, { ...descriptor, value: this.value(descriptor.value, name) });
    }
    return copy;
  }

  #map(value: object): unknown {
    const copy = this.#keep(value, new Map<unknown, unknown>());
    mapForEach(value, (each, key) => {
      this.spend(1);
      copy.set(this.value(key, 'a key'), this.value(each, isObject(key) ? 'an entry' : key));
    });
    return copy;
  }

  #set(value: object): unknown {
    const copy = this.#keep(value, new Set<unknown>());
    setForEach(value, (each) => {
      this.spend(1);
      copy.add(this.value(each, 'an entry'));
    });
    return copy;
  }
}

/** A copy of data on the lane's far side. @throws CrossingError */
export const copyAcross = (value: object, kind: Kind, lane: Lane): unknown => {
  if (kind === 'plain' && getPrototypeOf(value) !== null) {
    const names = keys(value);
    const isWithin = names.length < lane.membrane.limits.items && lane.membrane.limits.depth > 0;
    const flat = isWithin ? flatCopierFor(names)?.(value) : undefined;
    if (flat !== undefined) {
      spend(lane.bytes, (names.length + 1) * bytesOfItem);
      return flat;
    }
  }
  return attempt(value, kind, lane, false);
};

const attempt = (value: object, kind: Kind, lane: Lane, shareBuffers: boolean): unknown => {
  const copier = new Copier(lane, shareBuffers);
  try {
    return copier.copy(value, kind);
  } catch (error) {
    if (error === sharedBuffer) return attempt(value, kind, lane, true);
    throw isUncrossable(error) ? copier.placed(error) : error;
  }
};
