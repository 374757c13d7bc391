// buffer: the port that bundlers have used for ten years, with two small dependencies; and here the small functions that
// Node has added since.
import port from 'buffer/index.js';

// No name of the port's own: the bundler would give its Buffer another, which shows.
const { INSPECT_MAX_BYTES, SlowBuffer: Slow, kMaxLength } = port;
const { from } = port.Buffer;
const kStringMaxLength = 2 ** 29 - 24;

const wrongCharacter = () => Object.assign(new Error('Invalid character'), { name: 'InvalidCharacterError', code: 5 });

const bytesOf = (input) => {
  if (input instanceof ArrayBuffer) return from(input);
  if (ArrayBuffer.isView(input)) return from(input.buffer, input.byteOffset, input.byteLength);
  const error = new TypeError('The "input" argument must be an instance of ArrayBuffer, Buffer, or TypedArray.');
  throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
};

const atob = (input) => {
  const text = `${input}`.replace(/[\t\n\f\r ]/g, '');
  const bare = text.length % 4 === 0 ? text.replace(/={1,2}$/, '') : text;
  if (bare.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(bare)) throw wrongCharacter();
  return from(bare, 'base64').toString('latin1');
};

const btoa = (input) => {
  const text = `${input}`;
  if (/[^\0-\xff]/.test(text)) throw wrongCharacter();
  return from(text, 'latin1').toString('base64');
};

export default {
  Buffer: port.Buffer,
  INSPECT_MAX_BYTES,
  SlowBuffer: Slow,
  atob,
  btoa,
  constants: { MAX_LENGTH: kMaxLength, MAX_STRING_LENGTH: kStringMaxLength },
  isAscii: (input) => bytesOf(input).every((byte) => byte < 128),
  isUtf8: (input) => {
    const bytes = bytesOf(input);
    // What is malformed becomes U+FFFD, whose bytes are others.
    return from(bytes.toString('utf8'), 'utf8').equals(bytes);
  },
  kMaxLength,
  kStringMaxLength,
};
