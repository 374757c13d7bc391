/** What stands for an object in messages and texts: read without running anything of the object's. */
import { facadeOf } from './brand.js';
import { getOwnPropertyDescriptor, getPrototypeOf } from '../primordials.js';

const unprintable = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** A name fit for a message: one line, of moderate length. */
export const printable = (name: string): string => {
  const line = name.slice(0, 100).replace(unprintable, '·');
  return name.length > 100 ? `${line}…` : line;
};

const dataString = (holder: object, name: string): string | undefined => {
  const value: unknown = getOwnPropertyDescriptor(holder, name)?.value;
  return typeof value === 'string' && value !== '' ? printable(value) : undefined;
};

/** What stands for an object in a message: the name of its class, read without running anything. */
export const classNameOf = (target: object): string => {
  const facade = facadeOf(target);
  if (facade !== undefined) return facade.nameOf(target);
  if (typeof target === 'function') return dataString(target, 'name') ?? 'a function';
  const proto = getPrototypeOf(target);
  const constructor: unknown = proto === null ? undefined : getOwnPropertyDescriptor(proto, 'constructor')?.value;
  return (typeof constructor === 'function' ? dataString(constructor, 'name') : undefined) ?? 'an object';
};

/** What an object says of itself by its `toString`, which runs: for targets whose owner wraps them. */
export const textOf = (target: object): string | undefined => {
  try {
    const text: unknown = (target as { toString(): unknown }).toString();
    return typeof text === 'string' ? printable(text) : undefined;
  } catch {
    return undefined;
  }
};
