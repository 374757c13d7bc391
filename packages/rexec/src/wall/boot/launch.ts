/**
 * The main script of a cell's process or thread: runs the program it is told of, from its compiled form where there is
 * one.
 *
 * Trusts: its command line, and the compiled form, which the host has checked and hands over opened. Invariant: what is
 * wrong with the compiled form never keeps the program from running; the engine then compiles its text.
 */
import { closeSync, fstatSync, readFileSync, readlinkSync, readSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { descriptors } from './descriptors.js';
import type { Launch, ThreadData } from './launched.js';
import { readyLines, type ThreadReady } from './ready.js';

type Main = (require: unknown, process: NodeJS.Process, $url: string, $launch: Launch) => void;

/** The build makes a CommonJS script of this. */
declare const require: unknown;

/** The hash of what follows; the host has checked it. */
const headLength = 32;

const threadData = parentPort === null ? undefined : (workerData as ThreadData);
const words = threadData?.words ?? process.argv.slice(2);
const [file = '', mode = 'plain', ...withheld] = words;

const compiledForm = (): Uint8Array | undefined => {
  if (threadData !== undefined) return threadData.compiled;
  if (mode !== 'cached') return undefined;
  try {
    const data = Buffer.allocUnsafeSlow(fstatSync(descriptors.code).size - headLength);
    // At a position: other processes read from the same opened file.
    const length = readSync(descriptors.code, data, 0, data.length, headLength);
    closeSync(descriptors.code);
    return length === data.length ? data : undefined;
  } catch {
    return undefined;
  }
};

const writeAll = (data: Buffer): void => {
  for (let at = 0; at < data.length;) at += writeSync(descriptors.toHost, data, at);
};

const location = pathToFileURL(file).href;
const cachedData = compiledForm();
const script = new Script(
  // The build writes ASCII, which makes a string of half the size, and one line before it keeps the positions.
  `(function (require, process, $url, $launch) {${readFileSync(file, 'latin1')}\n})`,
  { filename: location, ...(cachedData === undefined ? {} : { cachedData }) },
);
const main = script.runInThisContext() as Main;

// The program has what it needs as arguments, and keeps what it took while it loaded. A guest that got out of its
// compartment finds a global without these.
const own = process;
const withhold = (): void => {
  for (const name of ['process', ...withheld]) Reflect.deleteProperty(globalThis, name);
  Reflect.deleteProperty(own, 'mainModule');
};

// The directory it was started in is gone, and what is relative would fail.
own.cwd = () => '/';

const code = cachedData !== undefined && script.cachedDataRejected !== true ? 'cached' : 'plain';

/** The kernel's number of this thread, by which its processor time is told; undefined off Linux. */
const threadNumber = (): number | undefined => {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1));
  } catch {
    return undefined;
  }
};

const ready = (): void => {
  if (parentPort === null) writeAll(Buffer.from(readyLines[code]));
  else parentPort.postMessage({ code, thread: threadNumber() } satisfies ThreadReady);
};

main(require, own, location, { isRehearsal: mode === 'making', port: parentPort ?? undefined, withhold, ready });
if (mode === 'making') {
  const compiled = script.createCachedData();
  if (parentPort === null) writeAll(compiled);
  else parentPort.postMessage(compiled);
}
