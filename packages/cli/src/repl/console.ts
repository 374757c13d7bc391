/**
 * `rexec repl`: Node's own console, with its evaluation in a cell.
 *
 * Node's `repl` brings the `domain` module, which marks every promise of its realm with a host object, and can't be
 * loaded in a locked-down one. So the cell has a thread of its own (worker.ts); this one stays able to listen, and can
 * end it. Whoever types is not trusted with more than the cell has: the commands that read and write files are gone.
 */
import { closeSync, openSync } from 'node:fs';
import { clearLine, cursorTo } from 'node:readline';
import { type REPLServer, Recoverable, start as startRepl } from 'node:repl';
import type { Settings } from '../policy/settings.js';
import { whyUnreadable } from '../policy/unreadable.js';
import { UsageError, badUsage } from '../usage.js';
import { interval, watchedLimits, watcherOf } from '../watch/limits.js';
import { leaveWithReader } from '../streams.js';
import { Gate } from './gate.js';
import type { Outcome } from './messages.js';
import { CellThread, type ThreadListener } from './thread.js';

const { stdin, stdout, stderr } = process;

/** What an evaluation gave, as text. */
class Shown {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Give = (error: Error | null, result?: unknown) => void;

/** A history is the user's own, and is for nobody else to read. @throws UsageError where it can't be kept */
const requireWritable = (file: string): void => {
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    const why = whyUnreadable(error);
    throw new UsageError(`the history ${file} cannot be kept: ${why}`, 'name a file that can be written');
  }
};

const openHistory = async (server: REPLServer, file: string): Promise<void> => {
  await new Promise<void>((resolve, reject) => {
    server.setupHistory(file, (error: Error | null) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
};

/** A console and its cell. */
class Console {
  readonly #settings: Settings;
  readonly #isTerminal = stdin.isTTY && stdout.isTTY;
  readonly #gate: Gate;
  readonly #listener: ThreadListener;
  #thread: CellThread | undefined;
  #starting: Promise<CellThread> | undefined;
  #exceeded: () => string | undefined = () => undefined;
  #server: REPLServer | undefined;
  #isBusy = false;
  #hasEnded = false;
  #status = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#listener = {
      output: (stream, text) => this.#print(stream, text),
      exit: (status) => {
        this.#status = status;
        this.#server?.close();
      },
      died: (why) => {
        this.#thread = undefined;
        this.#print('stderr', `rexec: the cell has ended: ${why}; what it held is gone, and a new one is made\n`);
      },
    };
    this.#gate = new Gate(stdin, {
      isBusy: () => this.#isBusy,
      interrupt: () => this.#thread?.interrupt(),
    });
  }

  async interact(history: string | undefined): Promise<number> {
    await this.#cell();
    if (this.#isTerminal)
      stdout.write('A cell: it has what it was granted. .help tells the commands, .exit or ^D leaves.\n');
    const server = startRepl({
      prompt: '>>> ',
      input: this.#gate,
      output: stdout,
      terminal: this.#isTerminal,
      useColors: false,
      preview: false,
      ignoreUndefined: true,
      eval: (source, _context, _file, give: Give) => void this.#evaluate(source, give),
      writer: (shown: unknown) => (shown instanceof Shown ? shown.text : ''),
      completer: (line: string, give: (error: null, found: [string[], string]) => void) =>
        void this.#complete(line).then((found) => give(null, found)),
    });
    this.#server = server;
    // These read and write the host's files.
    for (const name of ['load', 'save']) Reflect.deleteProperty(server.commands, name);
    server.on('reset', () => {
      this.#thread?.end();
      this.#thread = undefined;
    });
    const closed = new Promise<void>((resolve) => {
      server.once('exit', resolve);
    });
    const watching = setInterval(() => {
      const what = this.#exceeded();
      if (what !== undefined) this.#thread?.end(what);
    }, interval);
    try {
      if (history !== undefined) await openHistory(server, history);
      await closed;
    } finally {
      clearInterval(watching);
      this.#hasEnded = true;
      this.#thread?.end();
      // Otherwise an input that is still open keeps the process.
      stdin.destroy();
    }
    return this.#status;
  }

  /** The cell's thread: a new one where there is none. */
  async #cell(): Promise<CellThread> {
    if (this.#thread !== undefined) return this.#thread;
    this.#starting ??= this.#start();
    try {
      return await this.#starting;
    } finally {
      this.#starting = undefined;
    }
  }

  async #start(): Promise<CellThread> {
    const watched = watchedLimits(this.#settings.lines.limits);
    const start = { settings: this.#settings, terminals: { stdout: stdout.isTTY, stderr: stderr.isTTY } };
    const thread = await CellThread.start(start, this.#listener, watched?.memoryMb);
    this.#thread = thread;
    if (watched !== undefined) this.#exceeded = watcherOf(watched);
    // The console may have ended while it was being made.
    if (this.#hasEnded) thread.end();
    return thread;
  }

  async #evaluate(source: string, give: Give): Promise<void> {
    this.#isBusy = true;
    let outcome: Outcome;
    try {
      const text = source.replace(/\n$/u, '');
      outcome = text.trim() === '' ? { kind: 'done' } : await (await this.#cell()).run(text);
    } catch (error) {
      outcome = { kind: 'failed', text: `rexec: ${error instanceof Error ? error.message : String(error)}\n` };
    }
    this.#isBusy = false;
    switch (outcome.kind) {
      case 'unfinished':
        give(new Recoverable(new SyntaxError('the text is not complete')));
        break;
      case 'done':
        give(null, outcome.text === undefined ? undefined : new Shown(outcome.text));
        break;
      case 'failed':
        stdout.write(outcome.text);
        give(null);
        break;
      default:
        if (outcome.kind === 'interrupted') stdout.write('interrupted\n');
        give(null);
    }
    this.#gate.open();
  }

  async #complete(line: string): Promise<[string[], string]> {
    const command = /^\s*\.(\w*)$/u.exec(line);
    if (command !== null) {
      const names = Object.keys(this.#server?.commands ?? {});
      return [names.filter((name) => name.startsWith(command[1] ?? '')), command[1] ?? ''];
    }
    try {
      const { names, of } = await (await this.#cell()).complete(line);
      return [[...names], of];
    } catch {
      // That no cell can be made is told of what is run.
      return [[], line];
    }
  }

  /** Writes a text without harm to the line that is being typed. */
  #print(stream: 'stderr' | 'stdout', text: string): void {
    const isTyping = this.#isTerminal && !this.#isBusy && this.#server !== undefined;
    if (isTyping) {
      clearLine(stdout, 0);
      cursorTo(stdout, 0);
    }
    (stream === 'stdout' ? stdout : stderr).write(text);
    if (isTyping) this.#server?.displayPrompt(true);
  }
}

/** Runs a console to its end. @returns the exit status */
export const interact = async (settings: Settings, history: string | undefined): Promise<number> => {
  leaveWithReader();
  try {
    if (history !== undefined) requireWritable(history);
    return await new Console(settings).interact(history);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    stderr.write(`rexec: ${error instanceof Error ? error.message : String(error)}\n`);
    return badUsage;
  }
};
