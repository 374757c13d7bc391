/**
 * URLSearchParams: a list of pairs of text, and the URL that it may be a part of.
 *
 * Trusts: the parser and the writer of `application/x-www-form-urlencoded` (`$url`), Node's own. Invariant: every change
 * is written to the URL it belongs to before the call that made it returns.
 */
const wellFormed = (value) => `${value}`.toWellFormed();

const isIterable = (value) => typeof value[Symbol.iterator] === 'function';

const pairOf = (pair) => {
  if ((typeof pair !== 'object' && typeof pair !== 'function') || pair === null || !isIterable(pair)) {
    const error = new TypeError('Each query pair must be an iterable [name, value] tuple');
    error.code = 'ERR_INVALID_TUPLE';
    throw error;
  }
  const both = [...pair];
  if (both.length !== 2) {
    const error = new TypeError('Each query pair must be an iterable [name, value] tuple');
    error.code = 'ERR_INVALID_TUPLE';
    throw error;
  }
  return both.map(wellFormed);
};

const needs = (args, count, names) => {
  if (args.length >= count) return;
  const error = new TypeError(`The ${names} ${count === 1 ? 'argument' : 'arguments'} must be specified`);
  error.code = 'ERR_MISSING_ARGS';
  throw error;
};

const inTwos = (flat) => flat.flatMap((each, index) => (index % 2 === 0 ? [[each, flat[index + 1]]] : []));

export let bindTo;
export let refresh;

const iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));

/** What `keys`, `values` and `entries` give: it sees what is added while it goes. */
const iteratorOver = (pairs, pick) => {
  let at = 0;
  return Object.create(iteratorPrototype, {
    next: {
      value: () => {
        const list = pairs();
        if (at >= list.length) return { value: undefined, done: true };
        at += 1;
        return { value: pick(list[at - 1]), done: false };
      },
      writable: true,
      enumerable: true,
      configurable: true,
    },
    [Symbol.toStringTag]: { value: 'URLSearchParams Iterator', configurable: true },
  });
};

export class URLSearchParams {
  #pairs = [];
  #changed;

  constructor(init = '') {
    if ((typeof init === 'object' && init !== null) || typeof init === 'function') {
      if (isIterable(init)) this.#pairs = [...init].map(pairOf);
      else {
        const found = new Map();
        for (const key of Reflect.ownKeys(init)) {
          const property = Object.getOwnPropertyDescriptor(init, key);
          if (property?.enumerable === true) found.set(wellFormed(key), wellFormed(init[key]));
        }
        this.#pairs = [...found];
      }
    } else {
      const text = wellFormed(init);
      this.#pairs = inTwos($url.parseQuery(text.startsWith('?') ? text.slice(1) : text));
    }
  }

  static {
    bindTo = (search, changed) => {
      const params = new URLSearchParams(search);
      params.#changed = changed;
      return params;
    };
    refresh = (params, search) => {
      params.#pairs = inTwos($url.parseQuery(search.slice(1)));
    };
  }

  #update() {
    this.#changed?.(this.toString());
  }

  get size() {
    return this.#pairs.length;
  }

  append(...args) {
    needs(args, 2, '"name" and "value"');
    this.#pairs.push([wellFormed(args[0]), wellFormed(args[1])]);
    this.#update();
  }

  delete(...args) {
    needs(args, 1, '"name"');
    const name = wellFormed(args[0]);
    const value = args[1] === undefined ? undefined : wellFormed(args[1]);
    this.#pairs = this.#pairs.filter(([key, each]) => key !== name || (value !== undefined && each !== value));
    this.#update();
  }

  get(...args) {
    needs(args, 1, '"name"');
    const name = wellFormed(args[0]);
    return this.#pairs.find(([key]) => key === name)?.[1] ?? null;
  }

  getAll(...args) {
    needs(args, 1, '"name"');
    const name = wellFormed(args[0]);
    return this.#pairs.filter(([key]) => key === name).map(([, value]) => value);
  }

  has(...args) {
    needs(args, 1, '"name"');
    const name = wellFormed(args[0]);
    const value = args[1] === undefined ? undefined : wellFormed(args[1]);
    return this.#pairs.some(([key, each]) => key === name && (value === undefined || each === value));
  }

  set(...args) {
    needs(args, 2, '"name" and "value"');
    const [name, value] = [wellFormed(args[0]), wellFormed(args[1])];
    const first = this.#pairs.findIndex(([key]) => key === name);
    if (first === -1) this.#pairs.push([name, value]);
    else {
      this.#pairs = this.#pairs.filter(([key], index) => index <= first || key !== name);
      this.#pairs[first] = [name, value];
    }
    this.#update();
  }

  sort() {
    // By code units, and stable.
    this.#pairs.sort(([one], [other]) => (one < other ? -1 : Number(one > other)));
    this.#update();
  }

  forEach(callback, thisArg) {
    if (typeof callback !== 'function') {
      const error = new TypeError('The "callback" argument must be of type function.');
      error.code = 'ERR_INVALID_ARG_TYPE';
      throw error;
    }
    for (let at = 0; at < this.#pairs.length; at += 1) {
      const [name, value] = this.#pairs[at];
      Reflect.apply(callback, thisArg, [value, name, this]);
    }
  }

  entries() {
    return iteratorOver(
      () => this.#pairs,
      ([name, value]) => [name, value],
    );
  }

  keys() {
    return iteratorOver(
      () => this.#pairs,
      ([name]) => name,
    );
  }

  values() {
    return iteratorOver(
      () => this.#pairs,
      ([, value]) => value,
    );
  }

  toString() {
    return $url.writeQuery(this.#pairs.flat());
  }

  get [Symbol.toStringTag]() {
    return 'URLSearchParams';
  }
}

const { prototype } = URLSearchParams;
for (const name of Object.getOwnPropertyNames(prototype)) {
  if (name !== 'constructor') Object.defineProperty(prototype, name, { enumerable: true });
}
Object.defineProperty(prototype, Symbol.iterator, { value: prototype.entries, writable: true, configurable: true });
