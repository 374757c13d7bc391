/**
 * Where a cell's text goes: streams and a console's records, each byte counted against the policy's `outputBytes`.
 *
 * Invariant: what reaches the host's own stdout or stderr is escaped, and every line of it begins with the cell's
 * name, so that no guest can write a line that looks like another's.
 */
import { printable } from '../errors/index.js';
import { forGuest } from '../errors/for-guest.js';
import { type Ledger, LimitError } from '../policy/ledger.js';
import { escaped } from './shadow.js';

/** What text is written to: a stream of Node, or anything that has its `write`. */
export interface TextSink {
  write(text: string): unknown;
}

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

/** The outputs of one cell. */
export class Output {
  readonly #cell: string;
  readonly #ledger: Ledger;
  readonly #downward: (error: unknown) => Error;
  readonly #console: OutputOptions['console'];
  readonly #sinks: Readonly<Record<'stderr' | 'stdout', TextSink>>;

  /** @param downward - the guest's error for what a host's sink threw. */
  constructor(cell: string, ledger: Ledger, { console, stdio }: OutputOptions, downward: (error: unknown) => Error) {
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
    this.#hand(() => this.#sinks[stream].write(text));
  }

  /** Shows what a guest's console was called with. @throws as `write` */
  show(method: string, stream: 'stderr' | 'stdout', text: string): void {
    const sink = this.#console;
    if (sink === undefined) {
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
      throw error instanceof LimitError ? forGuest(error) : error;
    }
  }
}
