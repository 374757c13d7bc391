// PBKDF2 and HKDF of node:crypto, over `$crypto`, each now or with a callback.
import { Buffer } from 'node:buffer';
import { dataOf, failure, nameOf } from './crypto-arguments.js';
import { settle } from './settling.js';

const wholeOf = (value, name, least) => {
  if (typeof value !== 'number') {
    throw failure(TypeError, 'ERR_INVALID_ARG_TYPE', `The "${name}" argument must be of type number.`);
  }
  if (!(Number.isInteger(value) && value >= least && value <= 2 ** 31 - 1)) {
    throw failure(
      RangeError,
      'ERR_OUT_OF_RANGE',
      `The value of "${name}" is out of range. It must be >= ${least} && <= 2147483647. Received ${value}`,
    );
  }
  return value;
};

const bytes = (data) => Uint8Array.from(dataOf(data));

const stretching = (password, salt, iterations, keylen, digest) => [
  bytes(password),
  bytes(salt),
  wholeOf(iterations, 'iterations', 1),
  wholeOf(keylen, 'keylen', 0),
  nameOf(digest, 'digest'),
];

const expanding = (digest, key, salt, info, length) => {
  const given = [nameOf(digest, 'digest'), bytes(key), bytes(salt), bytes(info), wholeOf(length, 'length', 0)];
  if (given[3].length > 1024) {
    throw failure(
      RangeError,
      'ERR_OUT_OF_RANGE',
      'The value of "info" is out of range. It must be at most 1024 bytes.',
    );
  }
  return given;
};

/** Calls back later. What the callback throws is told of as of any callback of the guest's. */
const later = (callback, promise) => {
  settle(promise, (...answer) => $names.setImmediate(callback, ...answer));
};

const callbackOf = (callback) => {
  if (typeof callback === 'function') return callback;
  throw failure(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "callback" argument must be of type function.');
};

const bufferOf = ({ buffer }) => Buffer.from(buffer);

export const pbkdf2Sync = (password, salt, iterations, keylen, digest) =>
  bufferOf($crypto.pbkdf2Sync(...stretching(password, salt, iterations, keylen, digest)));

export const pbkdf2 = (password, salt, iterations, keylen, digest, callback) => {
  const given = stretching(password, salt, iterations, keylen, digest);
  later(callbackOf(callback), $crypto.pbkdf2(...given).then(bufferOf));
};

export const hkdfSync = (digest, ikm, salt, info, keylen) =>
  $crypto.hkdfSync(...expanding(digest, ikm, salt, info, keylen)).buffer;

export const hkdf = (digest, ikm, salt, info, keylen, callback) => {
  const given = expanding(digest, ikm, salt, info, keylen);
  later(
    callbackOf(callback),
    $crypto.hkdf(...given).then(({ buffer }) => buffer),
  );
};
