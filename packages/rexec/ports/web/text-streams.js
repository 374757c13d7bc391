/**
 * TextEncoderStream and TextDecoderStream of the encoding standard, over the streams of the cell.
 */
import encoding from 'node:internal/encoding';
import { TransformStream } from 'web-streams-polyfill';

const isHigh = (unit) => unit >= 0xd800 && unit <= 0xdbff;

/** A stream of text in, of its UTF-8 bytes out. */
export class TextEncoderStream {
  #stream;

  constructor() {
    const encoder = new TextEncoder();
    // The first half of a character whose second half is in the next chunk.
    let half = '';
    this.#stream = new TransformStream({
      transform(chunk, controller) {
        const text = `${half}${chunk}`;
        half = text !== '' && isHigh(text.charCodeAt(text.length - 1)) ? text.at(-1) : '';
        const whole = half === '' ? text : text.slice(0, -1);
        if (whole !== '') controller.enqueue(encoder.encode(whole));
      },
      flush(controller) {
        if (half !== '') controller.enqueue(encoder.encode(half));
      },
    });
  }

  get encoding() {
    return 'utf-8';
  }

  get readable() {
    return this.#stream.readable;
  }

  get writable() {
    return this.#stream.writable;
  }

  get [Symbol.toStringTag]() {
    return 'TextEncoderStream';
  }
}

/** A stream of bytes in, of the text they encode out. */
export class TextDecoderStream {
  #decoder;
  #stream;

  constructor(label, options) {
    const decoder = new encoding.TextDecoder(label, options);
    this.#decoder = decoder;
    this.#stream = new TransformStream({
      transform(chunk, controller) {
        const text = decoder.decode(chunk, { stream: true });
        if (text !== '') controller.enqueue(text);
      },
      flush(controller) {
        const text = decoder.decode();
        if (text !== '') controller.enqueue(text);
      },
    });
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

  get readable() {
    return this.#stream.readable;
  }

  get writable() {
    return this.#stream.writable;
  }

  get [Symbol.toStringTag]() {
    return 'TextDecoderStream';
  }
}
