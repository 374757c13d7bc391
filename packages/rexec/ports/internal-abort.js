/**
 * AbortController and AbortSignal, on the cell's own EventTarget: with reasons, `timeout` and `any`, which the ports of
 * them lack.
 *
 * Trusts: nothing of the host but the cell's own setTimeout. Invariant: a signal is aborted once, and only by whoever
 * has its controller.
 */
import events from 'node:internal/events-web';

const { Event, EventTarget, DOMException } = events;

const making = Symbol('making');
let abort;

export class AbortSignal extends EventTarget {
  #aborted = false;
  #reason;
  #handler = null;

  constructor(key) {
    if (key !== making) throw Object.assign(new TypeError('Illegal constructor'), { code: 'ERR_ILLEGAL_CONSTRUCTOR' });
    super();
  }

  static {
    abort = (signal, reason = new DOMException('This operation was aborted', 'AbortError')) => {
      if (signal.#aborted) return;
      signal.#aborted = true;
      signal.#reason = reason;
      signal.dispatchEvent(new Event('abort'));
    };
  }

  static abort(reason) {
    const signal = new AbortSignal(making);
    signal.#aborted = true;
    signal.#reason = reason === undefined ? new DOMException('This operation was aborted', 'AbortError') : reason;
    return signal;
  }

  static timeout(delay) {
    const milliseconds = Number(delay);
    if (!(milliseconds >= 0 && milliseconds <= Number.MAX_SAFE_INTEGER)) {
      throw new RangeError('AbortSignal.timeout takes a number of milliseconds');
    }
    const signal = new AbortSignal(making);
    // Longer than a timer can be is longer than the cell lives.
    $names.setTimeout(
      () => abort(signal, new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
      Math.min(Math.trunc(milliseconds), 2 ** 31 - 1),
    );
    return signal;
  }

  static any(signals) {
    const all = [...signals];
    if (!all.every((signal) => typeof signal === 'object' && signal !== null && #aborted in signal)) {
      throw new TypeError('AbortSignal.any takes signals');
    }
    const aborted = all.find((signal) => signal.#aborted);
    if (aborted !== undefined) return AbortSignal.abort(aborted.#reason);
    const either = new AbortSignal(making);
    const controller = new AbortController();
    for (const signal of all) {
      signal.addEventListener(
        'abort',
        () => {
          controller.abort();
          abort(either, signal.#reason);
        },
        { once: true, signal: controller.signal },
      );
    }
    return either;
  }

  get aborted() {
    return this.#aborted;
  }

  get reason() {
    return this.#reason;
  }

  get onabort() {
    return this.#handler;
  }

  set onabort(handler) {
    const isCallable = typeof handler === 'function';
    if (this.#handler === null && isCallable) this.addEventListener('abort', this.#call);
    if (!isCallable) this.removeEventListener('abort', this.#call);
    this.#handler = isCallable ? handler : null;
  }

  #call = (event) => Reflect.apply(this.#handler, this, [event]);

  throwIfAborted() {
    if (this.#aborted) throw this.#reason;
  }

  get [Symbol.toStringTag]() {
    return 'AbortSignal';
  }
}

export class AbortController {
  #signal = new AbortSignal(making);

  get signal() {
    return this.#signal;
  }

  abort(reason) {
    abort(this.#signal, reason);
  }

  get [Symbol.toStringTag]() {
    return 'AbortController';
  }
}

for (const [{ prototype }, names] of [
  [AbortSignal, ['aborted', 'reason', 'onabort', 'throwIfAborted']],
  [AbortController, ['signal', 'abort']],
]) {
  for (const name of names) Object.defineProperty(prototype, name, { enumerable: true });
}

export default { AbortController, AbortSignal };
