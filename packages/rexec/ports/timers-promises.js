// timers/promises: waiting, over the cell's own timers. They keep no process alive or not alive: `ref` means nothing.
import errors from 'node:internal/errors';
import { checkBoolean, checkNumber, checkObject, checkSignal } from './checks.js';

const { AbortError } = errors;

const abortedBy = (signal) => new AbortError(undefined, { cause: signal.reason });

const signalOf = (options) => {
  checkObject(options, 'options');
  const { signal, ref = true } = options;
  checkSignal(signal, 'options.signal');
  checkBoolean(ref, 'options.ref');
  if (signal?.aborted) throw abortedBy(signal);
  return signal;
};

/** A promise that `start` settles, or that the signal does, which then stops what was started. */
const waiting = (signal, start, stop) =>
  new Promise((resolve, reject) => {
    const abort = () => {
      stop(started);
      reject(abortedBy(signal));
    };
    const started = start((value) => {
      signal?.removeEventListener('abort', abort);
      resolve(value);
    });
    signal?.addEventListener('abort', abort, { once: true });
  });

const setTimeout = async (delay, value, options = {}) => {
  if (delay !== undefined) checkNumber(delay, 'delay');
  const signal = signalOf(options);
  const start = (done) => $names.setTimeout(() => done(value), delay);
  return waiting(signal, start, (timer) => $names.clearTimeout(timer));
};

const setImmediate = async (value, options = {}) => {
  const signal = signalOf(options);
  const start = (done) => $names.setImmediate(() => done(value));
  return waiting(signal, start, (timer) => $names.clearImmediate(timer));
};

async function* setInterval(delay, value, options = {}) {
  if (delay !== undefined) checkNumber(delay, 'delay');
  const signal = signalOf(options);
  let passed = 0;
  let wake;
  const timer = $names.setInterval(() => {
    passed += 1;
    wake?.();
  }, delay);
  const abort = () => wake?.();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    for (;;) {
      if (passed === 0 && signal?.aborted !== true) {
        await new Promise((resolve) => {
          wake = resolve;
        });
      }
      for (; passed > 0; passed -= 1) yield value;
      if (signal?.aborted) throw abortedBy(signal);
    }
  } finally {
    $names.clearInterval(timer);
    signal?.removeEventListener('abort', abort);
  }
}

export default {
  scheduler: { wait: (delay, options) => setTimeout(delay, undefined, options), yield: () => setImmediate() },
  setImmediate,
  setInterval,
  setTimeout,
};
