// ReadStream and WriteStream: Node's streams over the host half's calls.
import { Buffer } from 'node:buffer';
import stream from 'node:stream';
import { actions, later } from './fs-actions.js';
import { bytesOfView, fdOf, optionsOf, pathOf, wholeOf } from './fs-arguments.js';
import { settle } from './settling.js';

const { Readable, Writable } = stream;

/** What both streams do alike: open, unless they are given what is open, and close. */
const opening = (file, path, options, defaultFlag) => {
  const { fd, flags, mode, autoClose } = options;
  file.fd = fd === undefined || fd === null ? null : typeof fd === 'object' ? fd.fd : fdOf(fd);
  if (file.fd === null) {
    file.path = typeof path === 'string' ? path : pathOf(path);
    pathOf(path);
  }
  file.flags = flags ?? defaultFlag;
  file.mode = mode ?? 0o666;
  file.closesFile = autoClose !== false;
};

const construct = (file, done) => {
  if (file.fd !== null) {
    done();
    return;
  }
  settle(later(actions.open(file.path, file.flags, file.mode)), (error, fd) => {
    if (error !== null) {
      done(error);
      return;
    }
    file.fd = fd;
    done();
    file.emit('open', fd);
    file.emit('ready');
  });
};

const destroy = (file, error, done) => {
  const { fd } = file;
  if (fd === null || !file.closesFile) {
    done(error);
    return;
  }
  file.fd = null;
  settle(later(actions.close(fd)), (failure) => done(error ?? failure));
};

export class ReadStream extends Readable {
  constructor(path, given) {
    const options = optionsOf(given);
    const { highWaterMark = 65536, encoding, signal, objectMode } = options;
    super({
      highWaterMark,
      encoding,
      signal,
      objectMode,
      autoDestroy: options.autoClose !== false,
      emitClose: options.emitClose !== false,
    });
    opening(this, path, options, 'r');
    this.start = options.start === undefined ? undefined : wholeOf(options.start, 'start', 0);
    this.end = options.end === undefined || options.end === Infinity ? Infinity : wholeOf(options.end, 'end', 0);
    this.pos = this.start;
    this.bytesRead = 0;
  }

  get pending() {
    return this.fd === null;
  }

  _construct(done) {
    construct(this, done);
  }

  _read(size) {
    const from = this.start ?? 0;
    const left = this.end === Infinity ? size : Math.min(size, this.end - from + 1 - this.bytesRead);
    if (left <= 0) {
      this.push(null);
      return;
    }
    const buffer = Buffer.alloc(left);
    settle(later(actions.read(this.fd, buffer, 0, left, this.pos ?? null)), (error, count) => {
      if (error !== null) {
        this.destroy(error);
        return;
      }
      this.bytesRead += count;
      if (this.pos !== undefined) this.pos += count;
      this.push(count === 0 ? null : buffer.subarray(0, count));
    });
  }

  _destroy(error, done) {
    destroy(this, error, done);
  }

  close(callback) {
    if (typeof callback === 'function') stream.finished(this, (error) => callback(error));
    this.destroy();
  }
}

export class WriteStream extends Writable {
  constructor(path, given) {
    const options = optionsOf(given);
    const { highWaterMark = 16384, encoding, signal } = options;
    super({
      highWaterMark,
      defaultEncoding: typeof encoding === 'string' && encoding !== 'buffer' ? encoding : 'utf8',
      decodeStrings: true,
      signal,
      autoDestroy: options.autoClose !== false,
      emitClose: options.emitClose !== false,
    });
    opening(this, path, options, options.start === undefined ? 'w' : 'r+');
    this.start = options.start === undefined ? undefined : wholeOf(options.start, 'start', 0);
    this.pos = this.start;
    this.bytesWritten = 0;
  }

  get pending() {
    return this.fd === null;
  }

  _construct(done) {
    construct(this, done);
  }

  _write(chunk, _encoding, done) {
    this.#put(bytesOfView(chunk), 0, done);
  }

  #put(bytes, from, done) {
    settle(later(actions.write(this.fd, bytes, from, bytes.length - from, this.pos ?? null)), (error, count) => {
      if (error !== null) {
        done(error);
        return;
      }
      this.bytesWritten += count;
      if (this.pos !== undefined) this.pos += count;
      if (from + count < bytes.length) this.#put(bytes, from + count, done);
      else done();
    });
  }

  _destroy(error, done) {
    destroy(this, error, done);
  }

  close(callback) {
    if (typeof callback === 'function') stream.finished(this, (error) => callback(error));
    this.end();
  }
}
