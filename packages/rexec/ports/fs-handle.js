// FileHandle: what `open` of node:fs/promises gives.
import EventEmitter from 'node:events';
import { Buffer } from 'node:buffer';
import { actions, later } from './fs-actions.js';
import { ReadStream, WriteStream } from './fs-streams.js';

export class FileHandle extends EventEmitter {
  #fd;
  #closing;

  constructor(fd) {
    super();
    this.#fd = fd;
  }

  get fd() {
    return this.#fd;
  }

  async #do(name, ...args) {
    if (this.#fd === -1) {
      throw Object.assign(new Error('file closed'), { code: 'EBADF', syscall: name });
    }
    return later(actions[name](this.#fd, ...args));
  }

  appendFile(data, options) {
    return this.writeFile(data, options);
  }

  chmod(mode) {
    return this.#do('fchmod', mode);
  }

  datasync() {
    return this.#do('fdatasync');
  }

  async read(given, ...rest) {
    const isView = ArrayBuffer.isView(given);
    const buffer = isView ? given : (given?.buffer ?? Buffer.alloc(16384));
    const bytesRead = await this.#do('read', ...(isView ? [given, ...rest] : [{ ...given, buffer }]));
    return { bytesRead, buffer };
  }

  readFile(options) {
    return this.#do('readFile', options);
  }

  async *readLines(options) {
    let rest = '';
    for await (const part of this.createReadStream({ encoding: 'utf8', ...options })) {
      const lines = (rest + part).split('\n');
      rest = lines.pop();
      for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
    }
    if (rest !== '') yield rest;
  }

  async readv(buffers, position) {
    return { bytesRead: await this.#do('readv', buffers, position), buffers };
  }

  stat(options) {
    return this.#do('fstat', options);
  }

  sync() {
    return this.#do('fsync');
  }

  truncate(length) {
    return this.#do('ftruncate', length);
  }

  utimes(atime, mtime) {
    return this.#do('futimes', atime, mtime);
  }

  async write(buffer, ...rest) {
    return { bytesWritten: await this.#do('write', buffer, ...rest), buffer };
  }

  writeFile(data, options) {
    return this.#do('writeFile', data, options);
  }

  async writev(buffers, position) {
    return { bytesWritten: await this.#do('writev', buffers, position), buffers };
  }

  createReadStream(options) {
    return this.#stream(
      new ReadStream(undefined, { ...options, fd: this.#fd, autoClose: options?.autoClose }),
      options,
    );
  }

  createWriteStream(options) {
    return this.#stream(new WriteStream(undefined, { ...options, fd: this.#fd }), options);
  }

  #stream(file, options) {
    if (options?.autoClose !== false) {
      // The stream closes the number, and this is what holds it.
      file.once('close', () => {
        this.#fd = -1;
        this.emit('close');
      });
    }
    return file;
  }

  close() {
    if (this.#fd === -1) return Promise.resolve();
    this.#closing ??= this.#do('close').finally(() => {
      this.#fd = -1;
      this.emit('close');
    });
    return this.#closing;
  }

  async [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]() {
    await this.close();
  }
}
