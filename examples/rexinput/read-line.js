/** Lines from the standard input, waited for: Python's `raw_input`. */
import { readSync, writeSync } from 'node:fs';

/** There is nothing more to read. */
export class EndOfInput extends Error {}

const lineFeed = 0x0a;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** @returns {number | undefined} a byte of the standard input; undefined at its end */
const readByte = () => {
  const byte = new Uint8Array(1);
  for (;;) {
    try {
      return readSync(0, byte) === 0 ? undefined : byte[0];
    } catch (error) {
      const { code } = /** @type {{ code?: string }} */ (error);
      // What Windows says at the end of a pipe.
      if (code === 'EOF') return undefined;
      if (code !== 'EAGAIN') throw error;
      // Whoever started this shares the standard input, and has it not wait.
      Atomics.wait(pause, 0, 0, 10);
    }
  }
};

/**
 * @param {string} prompt
 * @returns {string}
 */
export const readLine = (prompt) => {
  writeSync(1, prompt);
  /** @type {number[]} */
  const bytes = [];
  for (;;) {
    const byte = readByte();
    if (byte === undefined && bytes.length === 0) throw new EndOfInput('there is nothing more to read');
    if (byte === undefined || byte === lineFeed) return Buffer.from(bytes).toString();
    bytes.push(byte);
  }
};
