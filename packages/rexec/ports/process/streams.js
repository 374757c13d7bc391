// The streams of a cell's `process`: Node's interface over the host half, which alone has the files.
import { Buffer } from 'node:buffer';
import EventEmitter from 'node:events';
import { StringDecoder } from 'node:string_decoder';

/** Calls a function soon. */
export const later = (call) => $names.queueMicrotask(call);

/** stdout and stderr: what is written is written at once. They end with their cell, and not before. */
export class OutputFile extends EventEmitter {
  #name;

  constructor(name) {
    super();
    this.#name = name;
    this.writable = true;
    this.fd = name === 'stdout' ? 1 : 2;
  }

  get isTTY() {
    return $process.terminal(this.#name)[0];
  }

  get columns() {
    return $process.terminal(this.#name)[1];
  }

  get rows() {
    return $process.terminal(this.#name)[2];
  }

  getWindowSize() {
    return [this.columns, this.rows];
  }

  write(chunk, encoding, done) {
    const call = typeof encoding === 'function' ? encoding : done;
    const isText = typeof chunk === 'string' && typeof encoding === 'string' && !/^utf-?8$/i.test(encoding);
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
      throw new TypeError('write takes a string, a Buffer or a Uint8Array');
    }
    $process.write(this.#name, isText ? Buffer.from(chunk, encoding) : chunk);
    if (typeof call === 'function') later(() => call());
    return true;
  }

  end(chunk, encoding, done) {
    const call = [chunk, encoding, done].find((each) => typeof each === 'function');
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') this.write(chunk, encoding);
    later(() => {
      this.emit('finish');
      if (call !== undefined) call();
    });
    return this;
  }

  flush() {}

  cork() {}

  uncork() {}
}

/** stdin, as a stream of Node's that is read by `read`, by events, or by `for await`. */
export class InputFile extends EventEmitter {
  #decoder;
  #isFlowing = false;
  #isReading = false;
  /** What has arrived and was not yet taken. */
  #arrived = [];
  #hasEnded = false;

  constructor() {
    super();
    this.readable = true;
    this.fd = 0;
    this.isTTY = false;
  }

  setEncoding(encoding) {
    this.#decoder = new StringDecoder(encoding);
    return this;
  }

  /** Everything that is there; null where there is nothing now, or nothing more. */
  read() {
    let bytes = this.#arrived.shift();
    if (bytes === undefined && !this.#isReading) bytes = $process.readNow();
    if (bytes === null) this.#end();
    return bytes === undefined || bytes === null ? null : this.#shown(bytes);
  }

  on(name, listener) {
    super.on(name, listener);
    if (name === 'data') this.resume();
    if (name === 'readable') void this.#fetch();
    return this;
  }

  addListener(name, listener) {
    return this.on(name, listener);
  }

  resume() {
    if (!this.#isFlowing) {
      this.#isFlowing = true;
      later(() => this.#fetch());
    }
    return this;
  }

  pause() {
    this.#isFlowing = false;
    return this;
  }

  isPaused() {
    return !this.#isFlowing;
  }

  ref() {
    return this;
  }

  unref() {
    return this;
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      const bytes = this.#arrived.shift() ?? (this.#hasEnded ? null : await $process.read());
      if (bytes === null) break;
      yield this.#shown(bytes);
    }
    const rest = this.#decoder?.end();
    if (rest) yield rest;
    this.#end();
  }

  #shown(bytes) {
    return this.#decoder === undefined ? Buffer.from(bytes) : this.#decoder.write(Buffer.from(bytes));
  }

  #end() {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.readable = false;
    later(() => {
      this.emit('end');
      this.emit('close');
    });
  }

  async #fetch() {
    if (this.#isReading || this.#hasEnded) return;
    this.#isReading = true;
    try {
      do {
        const bytes = this.#arrived.shift() ?? (await $process.read());
        if (bytes === null) {
          const rest = this.#decoder?.end();
          if (rest) this.emit('data', rest);
          if (this.listenerCount('readable') > 0) this.emit('readable');
          this.#end();
        } else if (this.#isFlowing) this.emit('data', this.#shown(bytes));
        else {
          this.#arrived.push(bytes);
          this.#isReading = false;
          this.emit('readable');
          this.#isReading = true;
        }
      } while (
        !this.#hasEnded &&
        (this.#isFlowing || (this.listenerCount('readable') > 0 && this.#arrived.length < 1))
      );
    } catch (error) {
      this.emit('error', error);
    } finally {
      this.#isReading = false;
    }
  }
}
