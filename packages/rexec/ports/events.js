// events: the port that bundlers have used for ten years, without dependencies, brought up to Node 20: errorMonitor,
// captureRejections, the functions that wait, Node's error codes. An emitter is still a function, as libraries call it.
import EventEmitter from 'events/events.js';
import inspection from 'node:internal/inspect';
import { checkBoolean, checkFunction, checkNumber } from './checks.js';
import { addAbortListener, on, once } from './events-waiting.js';
import { getEventListeners, getMaxListeners, setMaxListeners } from './events-limits.js';

const captureRejectionSymbol = Symbol.for('nodejs.rejection');
const errorMonitor = Symbol('events.errorMonitor');
const capturing = Symbol('kCapture');
const { prototype } = EventEmitter;

const unhandled = (thrown) => {
  if (thrown instanceof Error) return thrown;
  let shown;
  try {
    shown = inspection.load().inspect(thrown);
  } catch {
    shown = thrown;
  }
  const error = new Error(`Unhandled error. (${shown})`);
  return Object.assign(error, { code: 'ERR_UNHANDLED_ERROR', context: thrown });
};

const tellOfRejection = (emitter, reason, type, args) => {
  if (typeof emitter[captureRejectionSymbol] === 'function') {
    emitter[captureRejectionSymbol](reason, type, ...args);
    return;
  }
  const before = emitter[capturing];
  try {
    emitter[capturing] = false;
    emitter.emit('error', reason);
  } finally {
    emitter[capturing] = before;
  }
};

const watch = (emitter, result, type, args) => {
  try {
    const { then } = result;
    if (typeof then === 'function') {
      then.call(result, undefined, (reason) => {
        process.nextTick(tellOfRejection, emitter, reason, type, args);
      });
    }
  } catch (error) {
    emitter.emit('error', error);
  }
};

Object.assign(prototype, {
  [capturing]: false,
  emit(type, ...args) {
    const events = this._events;
    if (type === 'error') {
      if (events?.[errorMonitor] !== undefined) this.emit(errorMonitor, ...args);
      if (events?.error === undefined) throw unhandled(args[0]);
    }
    const handler = events?.[type];
    if (handler === undefined) return false;
    for (const listener of typeof handler === 'function' ? [handler] : [...handler]) {
      const result = Reflect.apply(listener, this, args);
      if (result !== undefined && result !== null && this[capturing]) watch(this, result, type, args);
    }
    return true;
  },
  listenerCount(type, listener) {
    const handler = this._events?.[type];
    if (handler === undefined) return 0;
    const all = typeof handler === 'function' ? [handler] : handler;
    if (listener === undefined || listener === null) return all.length;
    return all.filter((each) => each === listener || each.listener === listener).length;
  },
  setMaxListeners(n) {
    checkNumber(n, 'setMaxListeners', 0);
    this._maxListeners = n;
    return this;
  },
});
for (const name of ['emit', 'listenerCount', 'setMaxListeners', capturing]) {
  Object.defineProperty(prototype, name, { enumerable: typeof name === 'string' });
}

const checked = (name) => {
  const method = prototype[name];
  const checking = function (type, listener) {
    checkFunction(listener, 'listener');
    return Reflect.apply(method, this, [type, listener]);
  };
  prototype[name] = Object.defineProperty(checking, 'name', { value: name });
};
for (const name of ['addListener', 'prependListener', 'once', 'prependOnceListener', 'removeListener']) checked(name);
prototype.on = prototype.addListener;
prototype.off = prototype.removeListener;

function Emitter(options) {
  Emitter.init.call(this, options);
}
Emitter.prototype = prototype;
Object.defineProperty(Emitter, 'name', { value: 'EventEmitter' });
Object.defineProperty(prototype, 'constructor', { value: Emitter, writable: true, configurable: true });

Object.assign(Emitter, {
  addAbortListener,
  once,
  on,
  getEventListeners,
  getMaxListeners,
  EventEmitter: Emitter,
  usingDomains: false,
  captureRejectionSymbol,
  errorMonitor,
  setMaxListeners: (n = EventEmitter.defaultMaxListeners, ...emitters) => {
    if (emitters.length === 0) Emitter.defaultMaxListeners = n;
    else setMaxListeners(n, emitters);
  },
  init(options) {
    EventEmitter.init.call(this);
    if (options?.captureRejections) {
      checkBoolean(options.captureRejections, 'options.captureRejections');
      this[capturing] = true;
    } else this[capturing] = prototype[capturing];
  },
  listenerCount: (emitter, type) =>
    typeof emitter.listenerCount === 'function'
      ? emitter.listenerCount(type)
      : prototype.listenerCount.call(emitter, type),
});
Object.defineProperties(Emitter, {
  captureRejections: {
    get: () => prototype[capturing],
    set: (value) => {
      checkBoolean(value, 'EventEmitter.captureRejections');
      prototype[capturing] = value;
    },
    enumerable: true,
  },
  defaultMaxListeners: {
    get: () => EventEmitter.defaultMaxListeners,
    set: (n) => {
      checkNumber(n, 'defaultMaxListeners', 0);
      EventEmitter.defaultMaxListeners = n;
    },
    enumerable: true,
  },
});
for (const name of ['captureRejectionSymbol', 'errorMonitor']) {
  Object.defineProperty(Emitter, name, { writable: false, configurable: false });
}

export default Emitter;
