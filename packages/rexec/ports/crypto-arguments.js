// What functions of node:crypto are given: data, and the names of digests.
import { Buffer } from 'node:buffer';
import web from 'node:internal/crypto';

export const failure = (Class, code, message) => Object.assign(new Class(message), { code });

/** The bytes of a text or a view. */
export const dataOf = (data, encoding) => {
  if (typeof data === 'string') return Buffer.from(data, encoding === 'buffer' ? 'utf8' : encoding);
  return web.bytesOf(data);
};

export const getHashes = () => [...$crypto.hashes()];

/** The name of a digest that there is. */
export const nameOf = (algorithm, argument = 'algorithm') => {
  if (typeof algorithm !== 'string') {
    throw failure(TypeError, 'ERR_INVALID_ARG_TYPE', `The "${argument}" argument must be of type string.`);
  }
  const known = getHashes().some((each) => each.toLowerCase() === algorithm.toLowerCase());
  if (known) return algorithm;
  throw argument === 'digest'
    ? failure(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${algorithm}`)
    : failure(Error, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${algorithm}`);
};
