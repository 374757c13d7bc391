/** What a view exposes: the filter's answers, and no where the filter fails. */
import { acceptsCall, ask } from '../filter.js';
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

/** Whether a bastion of a class or function can be constructed. */
export const exposesNew = (view: View): boolean => exposes(view, 'new') || exposesCall(view);
