/** What a view exposes: the filter's answers, and no where the filter fails. */
import { acceptsCall, ask } from '../filter.js';
import { getOwnPropertyDescriptor } from '../primordials.js';
import type { View } from '../view.js';

const orNot = (answer: () => boolean): boolean => {
  try {
    return answer();
  } catch {
    return false;
  }
};

/** Whether a view accepts a method name; a filter that throws accepts nothing. */
export const exposes = ({ filter }: View, name: string): boolean => orNot(() => ask(filter, name));

/** Whether a bastion of a function can be called. */
export const exposesCall = ({ filter }: View): boolean => orNot(() => acceptsCall(filter));

/** A class has a `prototype` that nobody can replace; `new` of anything else runs what a call runs. */
const isClass = (target: object): boolean =>
  typeof target === 'function' && getOwnPropertyDescriptor(target, 'prototype')?.writable === false;

/** Whether a bastion can be constructed: what is no class has to be open to calls as well. */
export const exposesNew = (view: View, target: object): boolean =>
  exposes(view, 'new') && (isClass(target) || exposesCall(view));
