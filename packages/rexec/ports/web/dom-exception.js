/**
 * DOMException, made in the cell: an error whose name says what went wrong, with the old codes.
 *
 * Trusts: nothing outside of the cell. Its name and message are its own data, where the standard
 * has accessors on the prototype: a host reads no accessor of an error that a guest threw. Invariant: neither changes.
 */
const codes = {
  IndexSizeError: 1,
  HierarchyRequestError: 3,
  WrongDocumentError: 4,
  InvalidCharacterError: 5,
  NoModificationAllowedError: 7,
  NotFoundError: 8,
  NotSupportedError: 9,
  InUseAttributeError: 10,
  InvalidStateError: 11,
  SyntaxError: 12,
  InvalidModificationError: 13,
  NamespaceError: 14,
  InvalidAccessError: 15,
  TypeMismatchError: 17,
  SecurityError: 18,
  NetworkError: 19,
  AbortError: 20,
  URLMismatchError: 21,
  QuotaExceededError: 22,
  TimeoutError: 23,
  InvalidNodeTypeError: 24,
  DataCloneError: 25,
};

export class DOMException extends Error {
  #name;

  constructor(message, options = 'Error') {
    super(message === undefined ? '' : `${message}`);
    const isObject = typeof options === 'object' && options !== null;
    const named = isObject ? options.name : options;
    this.#name = named === undefined ? 'Error' : `${named}`;
    Object.defineProperty(this, 'name', { value: this.#name, configurable: true });
    Object.defineProperty(this, 'message', { writable: false });
    if (isObject && 'cause' in options) {
      Object.defineProperty(this, 'cause', { value: options.cause, writable: true, configurable: true });
    }
  }

  get code() {
    return Object.hasOwn(codes, this.#name) ? codes[this.#name] : 0;
  }

  get [Symbol.toStringTag]() {
    return 'DOMException';
  }
}
Object.defineProperty(DOMException.prototype, 'code', { enumerable: true });

/** `QuotaExceededError` as the constant's name: `QUOTA_EXCEEDED_ERR`. */
const constantOf = (name) =>
  `${name
    .replace(/Error$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '_')
    .toUpperCase()}_ERR`.replace('IN_USE', 'INUSE');

const constants = {
  DOMSTRING_SIZE_ERR: 2,
  NO_DATA_ALLOWED_ERR: 6,
  VALIDATION_ERR: 16,
  ...Object.fromEntries(Object.entries(codes).map(([name, code]) => [constantOf(name), code])),
};
for (const [name, value] of Object.entries(constants)) {
  for (const holder of [DOMException, DOMException.prototype]) {
    Object.defineProperty(holder, name, { value, enumerable: true });
  }
}
