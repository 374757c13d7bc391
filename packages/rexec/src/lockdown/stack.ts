/**
 * Stacks, read without running anything of the error that has them: under lockdown `error.stack` is ''.
 *
 * Trusts: nothing of the error. Invariant: an accessor that is not the engine's own is never called, and a Proxy is
 * never touched.
 */
import { types } from 'node:util';
import { stackReader } from './realm.js';

const { getOwnPropertyDescriptor } = Object;

/** From Node 21 on an engine's error has its stack as an own accessor: this one. */
const engineGetter = (): unknown => getOwnPropertyDescriptor(new Error('probe'), 'stack')?.get;

/** Has the engine format the stack it took, also where `stack` has been overwritten since. */
const readByEngine = (error: Error): void => {
  const getter = engineGetter();
  if (typeof getter === 'function') Reflect.apply(getter as () => unknown, error, []);
};

/**
 * The frames of an error, whoever made it, without its message; '' where it has none that can be read safely.
 *
 * Under lockdown `error.stack` is empty, so that guests do not read the host's frames: this is how a host's own logger
 * gets at them.
 *
 * @param error - any value; what is no error of the engine's has no frames.
 * @example
 * import { stackOf } from '@padded-cell/rexec/lockdown';
 * console.log(stackOf(new Error('here')));   // '    at file:///app/main.js:2:21 …'
 */
export const stackOf = (error: unknown): string => {
  if (!types.isNativeError(error)) return '';
  const stack = getOwnPropertyDescriptor(error, 'stack');
  if (stack === undefined) return '';
  if (stack.get !== undefined) {
    if (stack.get !== engineGetter()) return '';
  } else if (typeof stack.value !== 'string') return '';
  else readByEngine(error);
  const read = stackReader();
  // Reading the descriptor has made the engine format the stack, so that SES has it: nothing is looked up on the error.
  const frames = read === undefined ? (stack.value as unknown) : read(error);
  return typeof frames === 'string' ? frames.replace(/^\n+/u, '').replaceAll(/^ {2}at /gmu, '    at ') : '';
};
