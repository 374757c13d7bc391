/**
 * The console's input, a line at a time: the next is let through when the one before has been dealt with.
 *
 * Node's `repl` reads on while it evaluates, so that lines which were pasted or piped would run all at once. While the
 * console is busy only an interrupt gets through.
 */
import { Readable } from 'node:stream';

/** Where the input comes from: a terminal or anything else that can be read. */
export interface GateSource extends Readable {
  readonly isTTY?: boolean;
  readonly isRaw?: boolean;
  setRawMode?: (isRaw: boolean) => unknown;
}

/** What the gate asks and tells. */
export interface GateKeeper {
  isBusy(): boolean;
  interrupt(): void;
}

const endOfText = 0x03;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** The parts of what was read, each to the end of a line. */
function* linesOf(bytes: Buffer): Generator<Buffer, undefined, undefined> {
  let start = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const isEnd = bytes[at] === lineFeed || (bytes[at] === carriageReturn && bytes[at + 1] !== lineFeed);
    if (!isEnd) continue;
    yield bytes.subarray(start, at + 1);
    start = at + 1;
  }
  if (start < bytes.length) yield bytes.subarray(start);
  return undefined;
}

/** The input of a console. */
export class Gate extends Readable {
  readonly #source: GateSource;
  readonly #keeper: GateKeeper;
  #waiting: Buffer[] = [];
  #hasEnded = false;
  /** Whether the last that came was no whole line. */
  #isMidLine = false;
  /** Whether the console has asked for more. */
  #isWanted = false;
  /** Whether a line is on its way to the console, which does not know of it yet. */
  #isPassing = false;

  constructor(source: GateSource, keeper: GateKeeper) {
    // One byte: nothing is read ahead.
    super({ highWaterMark: 1 });
    this.#source = source;
    this.#keeper = keeper;
    source.on('data', (bytes: Buffer | string) => this.#take(Buffer.from(bytes as string)));
    source.on('end', () => {
      this.#hasEnded = true;
      // Otherwise the console would hear of the last line and of the end at once, and not wait for what the line does.
      if (this.#isMidLine) this.#waiting.push(Buffer.from('\n'));
      this.open();
    });
  }

  /** As a terminal's input has it: readline asks for it. */
  get isTTY(): boolean {
    return this.#source.isTTY === true;
  }

  get isRaw(): boolean {
    return this.#source.isRaw === true;
  }

  setRawMode(isRaw: boolean): this {
    this.#source.setRawMode?.(isRaw);
    return this;
  }

  /** Lets the next line through, where the console is not busy. */
  open(): void {
    if (!this.#isWanted || this.#isPassing || this.#keeper.isBusy()) return;
    const next = this.#waiting.shift();
    if (next === undefined) {
      if (this.#hasEnded) this.push(null);
      else this.#source.resume();
      return;
    }
    this.#isWanted = false;
    this.#isPassing = true;
    this.push(next);
    // By then the console has heard of the line, and is busy where it means something.
    setImmediate(() => {
      this.#isPassing = false;
      this.open();
    });
  }

  override _read(): void {
    this.#isWanted = true;
    this.open();
  }

  #take(bytes: Buffer): void {
    if (this.isRaw && this.#keeper.isBusy() && bytes.includes(endOfText)) {
      // What was typed ahead goes, as a terminal has it.
      this.#waiting = [];
      this.#keeper.interrupt();
      return;
    }
    this.#waiting.push(...linesOf(bytes));
    this.#isMidLine = ![lineFeed, carriageReturn].includes(bytes.at(-1) ?? lineFeed);
    if (!this.isTTY) this.#source.pause();
    this.open();
  }
}
