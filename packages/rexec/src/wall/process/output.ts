/**
 * What a cell's process writes to its stdout and stderr by itself.
 *
 * No guest's console is there: that goes to the host as calls. What is written is what the engine says when it fails, or
 * an escaped guest. Trusts: none of it. Invariant: no more than its end is kept, whatever there is.
 */
import type { Readable } from 'node:stream';

const mostKept = 4096;

/** The end of what a process has written. */
export class Output {
  #kept: Buffer = Buffer.alloc(0);

  /** @param onBytes - is told how many there are, each time. */
  constructor(streams: readonly Readable[], onBytes: (bytes: number) => void) {
    for (const stream of streams) {
      stream.on('error', () => undefined);
      stream.on('data', (chunk: Buffer) => {
        const all = Buffer.concat([this.#kept, chunk.subarray(-mostKept)]);
        this.#kept = Buffer.from(all.subarray(-mostKept));
        onBytes(chunk.length);
      });
    }
  }

  /** What there is of it. Untrusted text. */
  get tail(): string {
    return this.#kept.toString('utf8').replaceAll(/ {4,}/gu, ' ');
  }
}
