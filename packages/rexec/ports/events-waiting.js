// The functions of events that wait: for one event, for each, for an abort.
import errors from 'node:internal/errors';
import { checkFunction, checkNumber, checkObject, checkSignal } from './checks.js';

const { AbortError, codes } = errors;
const { ERR_INVALID_ARG_TYPE } = codes;
const dispose = Symbol.dispose ?? Symbol.for('nodejs.dispose');
const asyncIterator = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

const abortedBy = (signal) => new AbortError(undefined, { cause: signal.reason });

const listen = (emitter, name, listener, options) => {
  if (typeof emitter?.on === 'function') {
    if (options?.once) emitter.once(name, listener);
    else emitter.on(name, listener);
  } else if (typeof emitter?.addEventListener === 'function') emitter.addEventListener(name, listener, options);
  else throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
};

const unlisten = (emitter, name, listener) => {
  if (typeof emitter.removeListener === 'function') emitter.removeListener(name, listener);
  else emitter.removeEventListener(name, listener);
};

export const addAbortListener = (signal, listener) => {
  if (signal === undefined) throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  checkSignal(signal, 'signal');
  checkFunction(listener, 'listener');
  if (signal.aborted) $names.queueMicrotask(() => listener());
  else signal.addEventListener('abort', listener, { once: true });
  return { __proto__: null, [dispose]: () => signal.removeEventListener('abort', listener) };
};

export const once = async (emitter, name, options = {}) => {
  checkObject(options, 'options');
  const { signal } = options;
  checkSignal(signal, 'options.signal');
  if (signal?.aborted) throw abortedBy(signal);
  return new Promise((resolve, reject) => {
    const listening = [];
    const settle = (how, value) => {
      for (const each of listening) unlisten(...each);
      how(value);
    };
    const add = (...each) => {
      listen(...each, { once: true });
      listening.push(each);
    };
    add(emitter, name, (...args) => settle(resolve, args));
    // An EventTarget's `error` is an event as any other.
    if (name !== 'error' && typeof emitter.once === 'function') add(emitter, 'error', (error) => settle(reject, error));
    if (signal !== undefined) add(signal, 'abort', () => settle(reject, abortedBy(signal)));
  });
};

/** The options of `on`, checked. */
const optionsOf = (options) => {
  checkObject(options, 'options');
  const { signal, close = [] } = options;
  checkSignal(signal, 'options.signal');
  if (signal?.aborted) throw abortedBy(signal);
  const high = options.highWaterMark ?? options.highWatermark ?? Number.MAX_SAFE_INTEGER;
  const low = options.lowWaterMark ?? options.lowWatermark ?? 1;
  checkNumber(high, 'options.highWaterMark', 1);
  checkNumber(low, 'options.lowWaterMark', 1);
  return { signal, close, high, low };
};

export const on = (emitter, event, options = {}) => {
  const { signal, close, high, low } = optionsOf(options);
  const events = [];
  const waiting = [];
  const listening = [];
  let failure;
  let isPaused = false;
  let isFinished = false;

  const add = (...each) => {
    listen(...each);
    listening.push(each);
  };
  const finish = async () => {
    for (const each of listening.splice(0)) unlisten(...each);
    isFinished = true;
    for (const { resolve } of waiting.splice(0)) resolve({ value: undefined, done: true });
    return { value: undefined, done: true };
  };
  const fail = (error) => {
    const first = waiting.shift();
    if (first === undefined) failure = { error };
    else first.reject(error);
    void finish();
  };
  const next = () => {
    if (events.length > 0) {
      const value = events.shift();
      if (isPaused && events.length < low) {
        isPaused = false;
        emitter.resume?.();
      }
      return Promise.resolve({ value, done: false });
    }
    if (failure !== undefined) {
      const { error } = failure;
      failure = undefined;
      return Promise.reject(error);
    }
    if (isFinished) return finish();
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
    });
  };

  add(emitter, event, (...value) => {
    const first = waiting.shift();
    if (first !== undefined) {
      first.resolve({ value, done: false });
      return;
    }
    events.push(value);
    if (!isPaused && events.length > high) {
      isPaused = true;
      emitter.pause?.();
    }
  });
  if (event !== 'error' && typeof emitter.on === 'function') add(emitter, 'error', fail);
  for (const name of close) add(emitter, name, finish);
  if (signal !== undefined) add(signal, 'abort', () => fail(abortedBy(signal)));

  return Object.setPrototypeOf(
    {
      next,
      return: finish,
      throw(error) {
        if (!(error instanceof Error)) throw new ERR_INVALID_ARG_TYPE('EventEmitter.AsyncIterator', 'Error', error);
        fail(error);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    },
    asyncIterator,
  );
};
