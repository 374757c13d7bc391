/**
 * What a guest asks for, read once into text: whatever its getters and Proxies say afterwards, the host half gets this.
 *
 * It runs in the cell, so what its reading runs is the guest's own code with the guest's own powers. Nothing is checked
 * here that the host half does not check.
 */

const { entries, getOwnPropertyDescriptors, getPrototypeOf, hasOwn, keys } = Object;

/** More than any honest request has. */
const most = 65_536;

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** A value as JSON can have it. What is no data is told by its kind, for the error that the host half makes. */
const plain = (value, depth) => {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol' || typeof value === 'function') return { [`a ${typeof value}`]: true };
  if (!isObject(value)) return value;
  const { href } = value;
  if (typeof href === 'string' && getPrototypeOf(value) !== Object.prototype) return href;
  if (depth === 0) throw new TypeError('a request is nested too deeply');
  if (Array.isArray(value)) {
    const { length } = value;
    if (!(length <= most)) throw new TypeError('a request has too many members');
    return Array.from({ length }, (_, index) => plain(value[index], depth - 1));
  }
  const names = keys(value);
  if (names.length > most) throw new TypeError('a request has too many members');
  const read = { __proto__: null };
  for (const name of names) {
    const member = plain(value[name], depth - 1);
    if (member !== undefined) read[name] = member;
  }
  return read;
};

/** A record of lines: a name at the top is a line, or a mistake that the host half names. */
export const linesOf = (value) => (value === undefined ? {} : plain(value, 5));

const isLine = (name, known) => known.includes(name) || /^n?ok(?:[A-Z_]|$)/u.test(name);

/**
 * The lines that a class and those it extends have as static members, the nearest of each.
 *
 * @param Root - where they end, whose own count where they are not what they were.
 */
export const linesOfClass = (Class, Root, known, initial) => {
  const lines = { __proto__: null };
  let level = Class;
  for (let steps = 0; typeof level === 'function' && steps < 100; steps += 1) {
    for (const name of Reflect.ownKeys(level)) {
      if (typeof name !== 'string' || hasOwn(lines, name) || !isLine(name, known)) continue;
      const value = Reflect.get(level, name, Class);
      if (level === Root && value === initial[name]) continue;
      if (value !== undefined) lines[name] = plain(value, 5);
    }
    if (level === Root) break;
    level = getPrototypeOf(level);
  }
  return lines;
};

/** Endowments by name, each read once. */
export const valuesOf = (given, ownNames) => {
  const values = { __proto__: null };
  if (given === undefined) return values;
  if (!isObject(given)) throw new TypeError('endowments are values by name: { log: console.log }');
  for (const [name, property] of entries(getOwnPropertyDescriptors(given))) {
    if (property.enumerable !== true) continue;
    if (ownNames.includes(name)) {
      throw new TypeError(`nothing can be endowed as '${name}': that name is the cell's own`);
    }
    if (!hasOwn(property, 'value')) {
      throw new TypeError(`the endowment '${name}' is a getter: read it yourself, and endow what it gives`);
    }
    values[name] = property.value;
  }
  return values;
};

/** The endowments that a request to nest asks for: names, and the filter of each, or true. */
export const requestedOf = (given) => {
  const requested = new Map();
  if (given === undefined) return requested;
  if (!isObject(given)) {
    throw new TypeError('endowments of a nested cell are an array of names, or an object of filters by name');
  }
  const asked = Array.isArray(given) ? [...given].map((name) => [name, true]) : entries(given);
  for (const [name, filter] of asked) {
    if (typeof name !== 'string') throw new TypeError('endowments of a nested cell are asked for by name: strings');
    if (filter === undefined) continue;
    if (filter !== true && typeof filter !== 'function') {
      throw new TypeError(
        `the endowment '${name}' of a nested cell takes a filter such as allow('read'), or true for all of it; the value itself is its parent's`,
      );
    }
    requested.set(name, filter);
  }
  return requested;
};
