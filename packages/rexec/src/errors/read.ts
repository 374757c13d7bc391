/** Reads what an object says of itself as data, without running anything: no accessor, no trap of a Proxy's prototype. */
import { types } from 'node:util';

const { getOwnPropertyDescriptor, getPrototypeOf } = Object;

/** The value of an own data property, or undefined. The holder is no Proxy. */
export const dataOf = (holder: object, key: PropertyKey): unknown => {
  const property = getOwnPropertyDescriptor(holder, key);
  return property !== undefined && 'value' in property ? property.value : undefined;
};

/** The `name` on an error or its prototype; lockdown keeps that of the language's behind an accessor that carries it. */
const nameOn = (holder: object): string | undefined => {
  const property = getOwnPropertyDescriptor(holder, 'name');
  const getter = property?.get;
  const name: unknown =
    getter === undefined || types.isProxy(getter) ? property?.value : dataOf(getter, 'originalValue');
  return typeof name === 'string' ? name : undefined;
};

/** The name of an engine's error: its own, or that of the nearest prototype which is no Proxy and has one. */
export const nameOf = (error: object): string => {
  let holder: object | null = error;
  for (let steps = 0; holder !== null && steps < 10 && !types.isProxy(holder); steps += 1) {
    const name = nameOn(holder);
    if (name !== undefined) return name;
    holder = getPrototypeOf(holder) as object | null;
  }
  return 'Error';
};
