/**
 * TextDecoder, atob and btoa.
 *
 * Node's TextDecoder keeps a native object on each decoder under a symbol, where a guest could read it (its prototype is
 * one for the whole process) or put another in its place (the process then ends with a segmentation fault). So a guest
 * gets this class, which keeps Node's decoder in a private field.
 *
 * Invariant: no decoder of Node's, nor the class of them, is reachable from what is exported.
 */
import events from 'node:internal/events-web';

const { DOMException } = events;

class TextDecoder {
  #decoder;

  constructor(label, options = {}) {
    const { fatal, ignoreBOM } = options ?? {};
    this.#decoder = new $TextDecoder(label === undefined ? 'utf-8' : `${label}`, {
      fatal: Boolean(fatal),
      ignoreBOM: Boolean(ignoreBOM),
    });
  }

  decode(input, options) {
    const stream = Boolean(options?.stream);
    return input === undefined ? this.#decoder.decode(undefined, { stream }) : this.#decoder.decode(input, { stream });
  }

  get encoding() {
    return this.#decoder.encoding;
  }

  get fatal() {
    return this.#decoder.fatal;
  }

  get ignoreBOM() {
    return this.#decoder.ignoreBOM;
  }

  get [Symbol.toStringTag]() {
    return 'TextDecoder';
  }
}
for (const name of ['decode', 'encoding', 'fatal', 'ignoreBOM']) {
  Object.defineProperty(TextDecoder.prototype, name, { enumerable: true });
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Map(Array.from(alphabet, (character, value) => [character, value]));
const partLength = 8192;

const invalid = (message) => new DOMException(message, 'InvalidCharacterError');

/** Text of parts, each put together by itself: one growing string would be a rope as deep as it is long. */
const inParts = (length, step, textAt) => {
  const parts = [];
  for (let start = 0; start < length; start += partLength * step) {
    let part = '';
    const end = Math.min(length, start + partLength * step);
    for (let at = start; at < end; at += step) part += textAt(at);
    parts.push(part);
  }
  return parts.join('');
};

/** Text whose characters are bytes, in Base64. */
const btoa = (...args) => {
  if (args.length === 0) throw new TypeError('btoa takes a text');
  const text = `${args[0]}`;
  const codeAt = (at) => {
    const code = text.charCodeAt(at);
    if (code > 255) throw invalid('Invalid character: btoa takes characters from U+0000 to U+00FF');
    return code;
  };
  return inParts(text.length, 3, (at) => {
    const [two, three] = [at + 1 < text.length, at + 2 < text.length];
    const bits = (codeAt(at) << 16) | (two ? codeAt(at + 1) << 8 : 0) | (three ? codeAt(at + 2) : 0);
    return (
      alphabet[bits >> 18] +
      alphabet[(bits >> 12) & 63] +
      (two ? alphabet[(bits >> 6) & 63] : '=') +
      (three ? alphabet[bits & 63] : '=')
    );
  });
};

const wrong = () => invalid('The string to be decoded is not correctly encoded.');

/** The bytes of a Base64 text, as characters. */
const atob = (...args) => {
  if (args.length === 0) throw new TypeError('atob takes a text');
  let text = `${args[0]}`.replace(/[\t\n\f\r ]+/g, '');
  if (text.length % 4 === 0) text = text.replace(/={1,2}$/, '');
  if (text.length % 4 === 1) throw wrong();
  const valueAt = (at) => {
    if (at >= text.length) return 0;
    const value = values.get(text[at]);
    if (value === undefined) throw wrong();
    return value;
  };
  return inParts(text.length, 4, (at) => {
    const bits = (valueAt(at) << 18) | (valueAt(at + 1) << 12) | (valueAt(at + 2) << 6) | valueAt(at + 3);
    const bytes = String.fromCharCode(bits >> 16, (bits >> 8) & 255, bits & 255);
    return at + 4 <= text.length ? bytes : bytes.slice(0, text.length - at - 1);
  });
};

export default { TextDecoder, atob, btoa };
