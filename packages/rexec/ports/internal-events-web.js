/**
 * Event, EventTarget, CustomEvent and DOMException: event-target-shim, which follows the standard and has no dependency,
 * and what it lacks.
 *
 * Trusts: nothing of the host but the cell's own queueMicrotask. Invariant: what a listener throws goes where an error
 * that nobody caught goes in this cell, and to no other listener.
 */
import { Event, EventTarget, setErrorHandler, setWarningHandler } from 'event-target-shim';
import { DOMException } from './web/dom-exception.js';

setErrorHandler((error) => {
  $names.queueMicrotask(() => {
    throw error;
  });
});
setWarningHandler(() => undefined);

class CustomEvent extends Event {
  #detail;

  constructor(type, options) {
    super(type, options);
    this.#detail = options?.detail ?? null;
  }

  get detail() {
    return this.#detail;
  }

  get [Symbol.toStringTag]() {
    return 'CustomEvent';
  }
}
Object.defineProperty(CustomEvent.prototype, 'detail', { enumerable: true });

export default { Event, EventTarget, CustomEvent, DOMException };
