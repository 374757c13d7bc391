// What Node's zlib takes as bytes, and how much it gives: what the port of 2017 does not know.
import { Buffer, kMaxLength } from 'node:buffer';
import errors from 'node:internal/errors';

const { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } = errors.codes;

export const bytesOf = (value) => {
  if (typeof value === 'string') return Buffer.from(value);
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  throw new ERR_INVALID_ARG_TYPE('buffer', ['string', 'Buffer', 'TypedArray', 'DataView', 'ArrayBuffer'], value);
};

/** How many bytes a call may give at most. */
export const limitOf = ({ maxOutputLength: most = kMaxLength }) => {
  if (typeof most !== 'number') throw new ERR_INVALID_ARG_TYPE('options.maxOutputLength', 'number', most);
  if (!(most >= 1 && most <= kMaxLength)) {
    throw new ERR_OUT_OF_RANGE('options.maxOutputLength', `>= 1 and <= ${kMaxLength}`, most);
  }
  return most;
};

export const tooLarge = (most) =>
  Object.assign(new RangeError(`Cannot create a Buffer larger than ${most} bytes`), { code: 'ERR_BUFFER_TOO_LARGE' });
