/**
 * Headers: names without regard to case, values joined, in the order of their names.
 */
const names = /^[!#$%&'*+.^_`|~\w-]+$/;
// oxlint-disable-next-line no-control-regex
const values = /^[\t\x20-\x7e\x80-\xff]*$/;

const nameOf = (name) => {
  const text = `${name}`;
  if (!names.test(text)) throw new TypeError(`Headers: '${text}' is an invalid header name.`);
  return text.toLowerCase();
};

const valueOf = (value) => {
  const text = `${value}`.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
  if (!values.test(text)) throw new TypeError('Headers: this is an invalid header value.');
  return text;
};

export let lock;

export class Headers {
  #list = [];
  #isLocked = false;

  constructor(init) {
    if (init === undefined) return;
    if (typeof init !== 'object' || init === null)
      throw new TypeError('Headers takes a sequence of pairs, or a record');
    if (typeof init[Symbol.iterator] === 'function') {
      for (const pair of init) {
        const both = [...pair];
        if (both.length !== 2) throw new TypeError('Headers takes pairs of a name and a value');
        this.append(...both);
      }
    } else
      for (const name of Reflect.ownKeys(init)) {
        if (Object.getOwnPropertyDescriptor(init, name)?.enumerable === true) this.append(name, init[name]);
      }
  }

  static {
    lock = (headers) => {
      headers.#isLocked = true;
      return headers;
    };
  }

  #change() {
    if (this.#isLocked) throw new TypeError('immutable');
  }

  append(name, value) {
    const entry = [nameOf(name), valueOf(value)];
    this.#change();
    this.#list.push(entry);
  }

  set(name, value) {
    const entry = [nameOf(name), valueOf(value)];
    this.#change();
    const first = this.#list.findIndex(([each]) => each === entry[0]);
    this.#list = this.#list.filter(([each], index) => index <= first || each !== entry[0]);
    if (first === -1) this.#list.push(entry);
    else this.#list[first] = entry;
  }

  delete(name) {
    const gone = nameOf(name);
    this.#change();
    this.#list = this.#list.filter(([each]) => each !== gone);
  }

  get(name) {
    const wanted = nameOf(name);
    const found = this.#list.filter(([each]) => each === wanted).map(([, value]) => value);
    return found.length === 0 ? null : found.join(wanted === 'cookie' ? '; ' : ', ');
  }

  has(name) {
    const wanted = nameOf(name);
    return this.#list.some(([each]) => each === wanted);
  }

  getSetCookie() {
    return this.#list.filter(([name]) => name === 'set-cookie').map(([, value]) => value);
  }

  #sorted() {
    const sorted = [...new Set(this.#list.map(([name]) => name))].toSorted((one, other) => (one < other ? -1 : 1));
    return sorted.flatMap((name) =>
      name === 'set-cookie' ? this.getSetCookie().map((value) => [name, value]) : [[name, this.get(name)]],
    );
  }

  forEach(callback, thisArg) {
    for (const [name, value] of this) Reflect.apply(callback, thisArg, [value, name, this]);
  }

  *entries() {
    yield* this.#sorted();
  }

  *keys() {
    for (const [name] of this.#sorted()) yield name;
  }

  *values() {
    for (const [, value] of this.#sorted()) yield value;
  }

  [Symbol.iterator]() {
    return this.entries();
  }

  get [Symbol.toStringTag]() {
    return 'Headers';
  }
}
