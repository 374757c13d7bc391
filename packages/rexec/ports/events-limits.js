// How many listeners an emitter or an EventTarget has, and may have.
import errors from 'node:internal/errors';
import { checkNumber } from './checks.js';

const { ERR_INVALID_ARG_TYPE } = errors.codes;
const limits = new WeakMap();

const isTarget = (value) => typeof value?.addEventListener === 'function';

const wrongKind = (name, value) => new ERR_INVALID_ARG_TYPE(name, ['EventEmitter', 'EventTarget'], value);

/** A copy of an emitter's listeners. Those of an EventTarget are nobody's to see. */
export const getEventListeners = (emitter, type) => {
  if (typeof emitter?.listeners === 'function') return emitter.listeners(type);
  throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
};

export const getMaxListeners = (emitter) => {
  if (typeof emitter?.getMaxListeners === 'function') return emitter.getMaxListeners();
  if (isTarget(emitter)) return limits.get(emitter) ?? 0;
  throw wrongKind('emitter', emitter);
};

export const setMaxListeners = (n, emitters) => {
  checkNumber(n, 'setMaxListeners', 0);
  for (const emitter of emitters) {
    if (isTarget(emitter)) limits.set(emitter, n);
    else if (typeof emitter?.setMaxListeners === 'function') emitter.setMaxListeners(n);
    else throw wrongKind('eventTargets', emitter);
  }
};
