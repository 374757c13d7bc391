/**
 * node:crypto, of which a cell has what needs no more than bytes: digests, HMAC, PBKDF2, HKDF, random values, `webcrypto`.
 *
 * Trusts: `$crypto`. A hash keeps its parts here until its digest is asked for. Invariant: random values come from where the
 * policy's `random` line says, and numbers in a range are each as likely as the next.
 */
import { Buffer } from 'node:buffer';
import web from 'node:internal/crypto';
import { dataOf, failure, getHashes, nameOf } from './crypto-arguments.js';
import { hkdf, hkdfSync, pbkdf2, pbkdf2Sync } from './crypto-derived.js';

const { crypto: webcrypto, bytesOf } = web;

const encoded = (bytes, encoding) => {
  const buffer = Buffer.from(bytes.buffer);
  return encoding === undefined || encoding === null || encoding === 'buffer' ? buffer : buffer.toString(encoding);
};

class Digest {
  #parts = [];
  #finish;
  #isFinal = false;

  constructor(finish) {
    this.#finish = finish;
  }

  update(data, encoding) {
    if (this.#isFinal) throw failure(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
    this.#parts.push(dataOf(data, encoding));
    return this;
  }

  digest(encoding) {
    if (this.#isFinal) throw failure(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
    this.#isFinal = true;
    const whole = Buffer.concat(this.#parts);
    this.#parts = [];
    return encoded(this.#finish(new Uint8Array(whole.buffer, whole.byteOffset, whole.length)), encoding);
  }

  static {
    Digest.copied = (from, to) => {
      if (from.#isFinal) throw failure(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
      to.#parts = [...from.#parts];
      return to;
    };
  }
}

const { copied } = Digest;
delete Digest.copied;

class Hash extends Digest {
  #algorithm;
  #length;

  constructor(algorithm, options) {
    const length = options?.outputLength;
    super((bytes) => $crypto.hash(algorithm, bytes, length));
    this.#algorithm = nameOf(algorithm);
    this.#length = length;
  }

  copy(options) {
    return copied(this, new Hash(this.#algorithm, options ?? { outputLength: this.#length }));
  }
}

class Hmac extends Digest {
  constructor(algorithm, key, options) {
    const bytes = Uint8Array.from(dataOf(key, options?.encoding));
    super((data) => $crypto.hmac(algorithm, bytes, data));
    nameOf(algorithm);
  }
}

const createHash = (algorithm, options) => new Hash(algorithm, options);
const createHmac = (algorithm, key, options) => new Hmac(algorithm, key, options);

/** The digest of one piece of data. */
const hash = (algorithm, data, outputEncoding = 'hex') => new Hash(algorithm).update(data).digest(outputEncoding);

const timingSafeEqual = (one, other) => {
  const [left, right] = [bytesOf(one, 'buf1'), bytesOf(other, 'buf2')];
  if (left.length !== right.length) {
    throw failure(RangeError, 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH', 'Input buffers must have the same byte length');
  }
  let difference = 0;
  for (let at = 0; at < left.length; at += 1) difference |= left[at] ^ right[at];
  return difference === 0;
};

/** Calls back later, as Node does. What the callback throws is told of as of any callback of the guest's. */
const later = (callback, make) => {
  let answer;
  try {
    answer = [null, make()];
  } catch (error) {
    answer = [error];
  }
  $names.setImmediate(callback, ...answer);
};

const part = 1024 * 1024;

const randomOf = (size, asker) => {
  if (typeof size !== 'number')
    throw failure(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "size" argument must be of type number.');
  if (!(Number.isInteger(size) && size >= 0 && size <= 2 ** 31 - 1)) {
    throw failure(RangeError, 'ERR_OUT_OF_RANGE', `The value of "size" is out of range. Received ${size}`);
  }
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += part) bytes.set($crypto.random(Math.min(part, size - at), asker), at);
  if (size === 0) $crypto.random(0, asker);
  return bytes;
};

const randomBytes = (size, callback) => {
  if (callback === undefined) return randomOf(size, 'randomBytes()');
  return later(callback, () => randomOf(size, 'randomBytes()'));
};

const randomUUID = () => webcrypto.randomUUID();

const randomFillSync = (view, offset = 0, size) => {
  const bytes = new Uint8Array(view.buffer ?? view, view.byteOffset ?? 0, view.byteLength);
  const unit = view.BYTES_PER_ELEMENT ?? 1;
  const from = offset * unit;
  const length = size === undefined ? bytes.length - from : size * unit;
  if (!(from >= 0 && length >= 0 && from + length <= bytes.length)) {
    throw failure(RangeError, 'ERR_OUT_OF_RANGE', 'The value of "offset" or "size" is out of range.');
  }
  bytes.set(randomOf(length, 'randomFillSync()'), from);
  return view;
};

const randomFill = (view, ...rest) => {
  const callback = rest.pop();
  return later(callback, () => randomFillSync(view, ...rest));
};

const range = 2 ** 48;

const randomIn = (least, most) => {
  const count = most - least;
  if (!Number.isSafeInteger(least) || !Number.isSafeInteger(most)) {
    throw failure(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "min" and "max" arguments must be safe integers.');
  }
  if (!(count > 0 && count < range)) {
    throw failure(
      RangeError,
      'ERR_OUT_OF_RANGE',
      'The value of "max" must be greater than "min", by less than 2 ** 48.',
    );
  }
  // What is beyond the last whole multiple would make small numbers likelier.
  const end = range - (range % count);
  for (;;) {
    const value = $crypto.random(6, 'randomInt()').reduce((sum, byte) => sum * 256 + byte, 0);
    if (value < end) return least + (value % count);
  }
};

const randomInt = (...args) => {
  const callback = typeof args.at(-1) === 'function' ? args.pop() : undefined;
  const [least, most] = args.length === 1 ? [0, args[0]] : args;
  return callback === undefined ? randomIn(least, most) : later(callback, () => randomIn(least, most));
};

const getRandomValues = (array) => webcrypto.getRandomValues(array);
const { subtle } = webcrypto;

export default {
  createHash,
  createHmac,
  getHashes,
  getRandomValues,
  hash,
  hkdf,
  hkdfSync,
  pbkdf2,
  pbkdf2Sync,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  subtle,
  timingSafeEqual,
  webcrypto,
};
