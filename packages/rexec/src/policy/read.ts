/**
 * Reading untrusted input into plain data.
 *
 * Trusts nothing: getters, Proxies and revoked Proxies may answer as they like, change their answers, or throw.
 * Invariant: each property is read once, what is checked later is the copy, and whatever goes wrong is a problem with
 * a path, never a foreign exception.
 */
import { memberOf, type Problems, shown } from './errors.js';

/** More than any honest policy has; it bounds what `{ length: 2 ** 53 }` or a Proxy's million keys can cost. */
const MOST_MEMBERS = 65_536;

/** A Proxy's prototype can be another Proxy without end. */
const MOST_CLASSES = 100;

const hrefGetter = Object.getOwnPropertyDescriptor(URL.prototype, 'href')?.get;

/** The text of a genuine URL object, told by its private fields and not by what it says of itself. */
const hrefOf = (value: object): string | undefined => {
  if (hrefGetter === undefined) return undefined;
  try {
    return Reflect.apply(hrefGetter, value, []) as string;
  } catch {
    return undefined;
  }
};

const isPrimitive = (value: unknown): boolean =>
  value === null || (typeof value !== 'object' && typeof value !== 'function');

/** What a throw said, if it said so in a plain string. */
const saidBy = (thrown: unknown): string => {
  try {
    const message = isPrimitive(thrown) ? thrown : (thrown as { message?: unknown }).message;
    return typeof message === 'string' ? `: ${shown(message)}` : '';
  } catch {
    return '';
  }
};

/** Runs a step that meets untrusted objects. */
const attempt = <T>(path: string, problems: Problems, step: () => T): T | undefined => {
  try {
    return step();
  } catch (thrown) {
    problems.add(path, 'a value', {
      why: `could not be read, for reading it threw an exception${saidBy(thrown)}`,
      allowed: 'plain data',
    });
    return undefined;
  }
};

const tooMany = (path: string, problems: Problems, count: unknown): undefined => {
  problems.add(path, `${shown(count)} members`, { why: 'are too many', allowed: `at most ${MOST_MEMBERS}` });
};

const isPlainObject = (value: object): boolean => {
  const prototype: unknown = Reflect.getPrototypeOf(value);
  return prototype === null || (typeof prototype === 'object' && Reflect.getPrototypeOf(prototype) === null);
};

/** The members of a plain object, own properties only (what was put on Object.prototype counts for nothing). */
export const readRecord = (
  value: unknown,
  path: string,
  problems: Problems,
  allowed: string,
): ReadonlyMap<string, unknown> | undefined => {
  const refuse = (): undefined => {
    problems.add(path || 'policy', shown(value), { why: 'is not a plain object', allowed });
  };
  if (typeof value !== 'object' || value === null) return refuse();
  return attempt(path || 'policy', problems, () => {
    if (Array.isArray(value) || !isPlainObject(value)) return refuse();
    const keys = Reflect.ownKeys(value);
    if (keys.length > MOST_MEMBERS) return tooMany(path || 'policy', problems, keys.length);
    const members = new Map<string, unknown>();
    for (const key of keys) {
      if (typeof key === 'string') members.set(key, readMember(value, key, path, problems, value));
      else problems.add(path || 'policy', 'a symbol as a key', { why: 'means nothing in a policy', allowed });
    }
    return members;
  });
};

/** Reads one member; a getter sees the object or class that was given, also when it is inherited. */
const readMember = (owner: object, key: string, path: string, problems: Problems, receiver: object): unknown =>
  attempt(memberOf(path, key), problems, () => Reflect.get(owner, key, receiver));

/** A name that was surely meant as a line: `okPaht`, `ok_path`, `nokBuiltinName`. Other statics are the class's own. */
const looksLikeLine = /^n?ok(?:[A-Z_]|$)/;

/**
 * The lines among a class's static members, its own before those of the classes it extends.
 *
 * Only genuine class levels count: what was put on Function.prototype is not a class attribute.
 */
export const readClass = (
  value: (...args: never) => unknown,
  isLine: (name: string) => boolean,
  problems: Problems,
  allowed: string,
): ReadonlyMap<string, unknown> | undefined =>
  attempt('policy', problems, () => {
    const members = new Map<string, unknown>();
    let level: unknown = value;
    for (let depth = 0; typeof level === 'function' && Object.hasOwn(level, 'prototype'); depth += 1) {
      if (depth === MOST_CLASSES) {
        problems.add('policy', 'a class', { why: `extends more than ${MOST_CLASSES} others`, allowed });
        break;
      }
      for (const key of Reflect.ownKeys(level)) {
        if (typeof key !== 'string' || members.has(key)) continue;
        if (isLine(key) || looksLikeLine.test(key)) members.set(key, readMember(level, key, '', problems, value));
      }
      level = Reflect.getPrototypeOf(level);
    }
    if (level === value) problems.add('policy', 'a function', { why: 'is not a class', allowed });
    return members;
  });

/** The items of an array: primitives as they are, URL objects as their text, anything else as it came, to be refused. */
export const readList = (value: unknown, path: string, problems: Problems, allowed: () => string): readonly unknown[] =>
  attempt(path, problems, () => {
    if (!Array.isArray(value)) {
      problems.add(path, shown(value), () => ({
        why: 'is not an array',
        allowed: allowed(),
        ...(typeof value === 'string' ? { nearest: `[${shown(value)}]` } : {}),
      }));
      return [];
    }
    const length: unknown = value.length;
    if (typeof length !== 'number' || !(length <= MOST_MEMBERS)) return tooMany(path, problems, length);
    const items: unknown[] = [];
    for (let index = 0; index < length; index += 1) {
      attempt(memberOf(path, index), problems, () => {
        const item: unknown = value[index];
        items.push(isPrimitive(item) ? item : (hrefOf(item as object) ?? item));
      });
    }
    return items;
  }) ?? [];
