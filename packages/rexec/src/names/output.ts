/**
 * Where a cell's text goes: streams and a console's records, each byte counted against the policy's `outputBytes`.
 *
 * Invariant: what reaches the host's own stdout or stderr is escaped, and every line of it begins with the cell's
 * name, so that no guest can write a line that looks like another's.
 */
import { printable } from '../errors/index.js';
import { forGuest, type Refuse } from '../errors/for-guest.js';
import { type Ledger, LimitError } from '../policy/ledger.js';
import { Input, type TextSource } from './input.js';
import { inPlaceOf, type TextSink } from './redirection.js';
import { escaped } from './shadow.js';

export type { TextSource } from './input.js';
export type { TextSink } from './redirection.js';

/** A call of a cell's console. */
export interface ConsoleRecord {
  /** The cell's name. */
  readonly cell: string;
  /** Which method: `log`, `error`, … */
  readonly method: string;
  /** What was to be shown: control characters are escaped, except the line feeds and tabs of the guest's text. */
  readonly text: string;
}

/** A host's taker of console calls. */
export type ConsoleSink = (record: ConsoleRecord) => void;

/** The streams of a cell. */
export interface Stdio {
  /** Takes the cell's output as it is written; without it, lines on the host's with the cell's name before each. */
  readonly stdout?: TextSink | undefined;
  /** Takes its error output, likewise. */
  readonly stderr?: TextSink | undefined;
  /** What the cell reads as its input; without it there is nothing to read. */
  readonly stdin?: TextSource | undefined;
}

/** Where a host wants a cell's text. */
export interface OutputOptions {
  /** Takes each call of the cell's console, in place of its stdout and stderr. */
  readonly console?: ConsoleSink | undefined;
  readonly stdio?: Stdio | undefined;
}

const longestLine = 8192;

/** The host's own stream, as a guest may write to it: whole lines only, for between two parts the host may write one. */
class HostStream implements TextSink {
  readonly #prefix: string;
  readonly #name: 'stderr' | 'stdout';
  #line = '';

  constructor(cell: string, name: 'stderr' | 'stdout') {
    this.#prefix = `[${printable(cell)}] `;
    this.#name = name;
  }

  write(text: string): void {
    const lines = (this.#line + escaped(text)).split('\n');
    this.#line = lines.pop() ?? '';
    if (this.#line.length > longestLine) {
      lines.push(this.#line);
      this.#line = '';
    }
    const whole = lines.map((line) => `${this.#prefix}${line}\n`).join('');
    if (whole !== '') process[this.#name].write(whole);
  }

  /** Writes the line that was begun. */
  end(): void {
    if (this.#line !== '') this.write('\n');
  }
}

/** The streams of one cell. */
export class Output {
  /** What the cell reads. */
  readonly input: Input;
  /** The cell, and those it is in. */
  readonly #line: readonly Output[];
  readonly #cell: string;
  readonly #ledger: Ledger;
  readonly #refuse: Refuse;
  readonly #downward: (error: unknown) => Error;
  readonly #console: OutputOptions['console'];
  readonly #sinks: Readonly<Record<'stderr' | 'stdout', TextSink>>;

  /**
   * @param downward - the guest's error for what a host's sink threw.
   * @param outer - that of the cell that it is in.
   * @param refuse - makes the error for a guest that has written all it may.
   */
  constructor(
    cell: string,
    ledger: Ledger,
    { console, stdio }: OutputOptions,
    downward: (error: unknown) => Error,
    outer?: Output,
    refuse: Refuse = forGuest,
  ) {
    this.#refuse = refuse;
    this.#line = [this, ...(outer === undefined ? [] : outer.#line)];
    this.input = outer === undefined ? new Input(stdio?.stdin) : outer.input;
    this.#cell = cell;
    this.#downward = downward;
    this.#ledger = ledger;
    this.#console = console;
    const { stdout, stderr } = stdio ?? {};
    this.#sinks = {
      stdout: stdout ?? new HostStream(cell, 'stdout'),
      stderr: stderr ?? new HostStream(cell, 'stderr'),
    };
  }

  /** Writes a guest's text. @throws for the guest, where the limit is reached; then nothing is written */
  write(stream: 'stderr' | 'stdout', text: string): void {
    if (text === '') return;
    this.#count(text);
    this.#hand(() => this.#sinkOf(stream).write(text));
  }

  /** Whether a stream is a terminal, and how wide and high it is. */
  terminal(
    stream: 'stderr' | 'stdout',
  ): readonly [isTTY: boolean, columns: number | undefined, rows: number | undefined] {
    const { isTTY, columns, rows } = this.#sinkOf(stream);
    return isTTY === true ? [true, columns, rows] : [false, undefined, undefined];
  }

  /** What the code that runs now reads. */
  currentInput(): Input {
    return inPlaceOf(this.#line, 'stdin') ?? this.input;
  }

  /** Shows what a guest's console was called with. @throws as `write` */
  show(method: string, stream: 'stderr' | 'stdout', text: string): void {
    const sink = this.#console;
    if (sink === undefined || inPlaceOf(this.#line, stream) !== undefined) {
      this.write(stream, `${text}\n`);
      return;
    }
    this.#count(text);
    this.#hand(() => {
      sink({ cell: this.#cell, method, text });
    });
  }

  /** Writes the lines that were begun. */
  end(): void {
    for (const sink of Object.values(this.#sinks)) if (sink instanceof HostStream) sink.end();
  }

  #sinkOf(stream: 'stderr' | 'stdout'): TextSink {
    return inPlaceOf(this.#line, stream) ?? this.#sinks[stream];
  }

  #hand(write: () => unknown): void {
    try {
      write();
    } catch (error) {
      throw this.#downward(error);
    }
  }

  #count(text: string): void {
    try {
      this.#ledger.spend('outputBytes', Buffer.byteLength(text) + 1);
    } catch (error) {
      throw error instanceof LimitError ? this.#refuse(error) : error;
    }
  }
}
