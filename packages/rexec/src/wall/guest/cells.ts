/**
 * The cells in this process or thread: the root of its side of the wall. Each is an ordinary cell, whose host happens to be
 * elsewhere.
 *
 * Trusts: its host. Invariant: a guest's value goes out as the cell's own membrane gives it.
 */
import { GuestError } from '@padded-cell/bastion';
import type { Beyond } from '../../cell/beyond.js';
import { Cell } from '../../cell/cell.js';
import type { Namespace } from '../../cell/namespace.js';
import { onUnhandledRejection } from '../../lockdown/rejections.js';
import type { Stdio } from '../../names/output.js';
import type { SafeOptions } from '../../options.js';
import { policyOf } from '../../policy/index.js';
import type { Program } from '../../program.js';
import { RExec } from '../../rexec.js';
import type { CellMessage, FilesMessage, ModuleMessage, Ran, RunOptions } from '../messages.js';
import { outcomeOf } from '../outcome.js';
import type { Root } from '../peer/perform.js';
import type { Ask } from './asking.js';
import { beyondOf, hooksOf, loaderOf, stdioBy } from './beyond.js';

type ProgramMethod = 'rEval' | 'rExec' | 'rExecAsync';

/** `RExec` of a cell that is made: its constructor knows of it, and nobody else. */
const faceOf = RExec as unknown as new (cell: Cell) => RExec;

const stdioOf = ({ stdout, stderr, hasStdin, write, readNow, read }: FilesMessage): Stdio => {
  const none = [false, undefined, undefined] as const;
  const all = stdioBy({ stdout: stdout ?? none, stderr: stderr ?? none }, write, { now: readNow, later: read });
  return {
    ...(stdout === undefined ? {} : { stdout: all.stdout }),
    ...(stderr === undefined ? {} : { stderr: all.stderr }),
    ...(hasStdin ? { stdin: all.stdin } : {}),
  };
};

const optionsOf = ({ file, files }: RunOptions): SafeOptions => ({
  ...(file === undefined ? {} : { file }),
  ...(files === undefined ? {} : stdioOf(files)),
});

/** Things of a cell that its host knows by numbers. */
class Kept<T> {
  readonly #all = new Map<number, T>();
  #last = 0;

  add(one: T): number {
    this.#last += 1;
    this.#all.set(this.#last, one);
    return this.#last;
  }

  get(number: number): T {
    return this.#all.get(number) as T;
  }

  delete(number: number): void {
    this.#all.delete(number);
  }
}

/** What cells of a process or a thread are made with. */
export interface CellsParts {
  readonly ask: Ask;
  /** Bounds what is handed over at once. */
  readonly bound?: (frames: NonNullable<CellMessage['frames']>) => void;
  /** How many bytes a value is that was made here when it arrived, for a guest. */
  readonly copied?: Beyond['copied'];
}

/** The cells of one process or thread. */
export class Cells {
  readonly #ask: Ask;
  readonly #bound: NonNullable<CellsParts['bound']>;
  readonly #copied: Beyond['copied'];
  readonly #cells = new Map<number, { readonly cell: Cell; readonly rex: RExec }>();
  readonly #programs = new Kept<Program>();
  readonly #modules = new Kept<Namespace>();
  #first: number | undefined;

  constructor({ ask, bound = () => undefined, copied = () => undefined }: CellsParts) {
    this.#ask = ask;
    this.#bound = bound;
    this.#copied = copied;
    onUnhandledRejection(({ reason, stack }) => {
      this.#tellRejection(reason, stack);
    });
  }

  /** What the host can call. */
  root(): Root {
    return {
      make: (message: never) => outcomeOf(() => this.#make(message)),
      run: (share: never, method: ProgramMethod, source: number | string, options: never) =>
        this.#ran(share, (rex) => this.#run(rex, method, source, options)),
      rExecFile: (share: never, path: string, options: RunOptions) =>
        this.#ran(share, (rex) => {
          rex.sExecFile(path, optionsOf(options));
        }),
      rInteract: (share: never, source: string, options: RunOptions) =>
        this.#ran(share, (rex) => rex.rInteract(source, optionsOf(options))),
      rComplete: (share: never, text: string) => this.#ran(share, (rex) => rex.rComplete(text)),
      rImport: (share: never, specifier: string, options: RunOptions) =>
        this.#ran(share, async (rex) => this.#moduleMessage(await rex.sImport(specifier, optionsOf(options)))),
      rReload: (share: never, module: number | string, options: RunOptions) =>
        this.#ran(share, async (rex) =>
          this.#moduleMessage(await rex.sReload(this.#moduleOf(module), optionsOf(options))),
        ),
      rUnload: (share: never, module: number | string) =>
        this.#ran(share, async (rex) => {
          await rex.rUnload(this.#moduleOf(module));
        }),
      compile: (share: never, source: string, method: ProgramMethod, file: string | undefined) =>
        this.#ran(share, (rex) => {
          const program = rex.compile(source, method, file === undefined ? {} : { file });
          return [this.#programs.add(program), program.file];
        }),
      forget: (program: number) => {
        this.#programs.delete(program);
      },
      moduleNames: (share: never, name: string) => this.#ran(share, (rex) => Object.keys(rex.addModule(name))),
      moduleGet: (share: never, name: string, key: string) => this.#ran(share, (rex) => rex.addModule(name)[key]),
      moduleSet: (share: never, name: string, key: string, value: unknown) =>
        this.#ran(share, (rex) => {
          rex.addModule(name)[key] = value;
        }),
      moduleDelete: (share: never, name: string, key: string) =>
        this.#ran(share, (rex) => {
          // oxlint-disable-next-line typescript/no-dynamic-delete
          delete rex.addModule(name)[key];
        }),
      usage: (share: never) => this.#ran(share, (rex) => rex.usage()),
      end: (share: never) =>
        this.#ran(share, (rex) => {
          rex.end();
          this.#cells.delete(share);
        }),
    };
  }

  #make({
    share,
    name,
    policy,
    endowments,
    parent,
    hooks,
    loader,
    conditions,
    args,
    isVerbose,
    root,
    frames,
    ...facts
  }: CellMessage): void {
    const ask = this.#ask;
    this.#first ??= share;
    if (frames !== undefined) this.#bound(frames);
    const cell = new Cell({
      name,
      policy: policyOf(policy),
      endowments: new Map(endowments),
      ...(parent === undefined ? {} : { parent: (this.#cells.get(parent) as { readonly cell: Cell }).cell }),
      hooks: hooks && hooksOf(ask, () => hooks.number, hooks.isSync),
      loader: loader === undefined ? undefined : loaderOf(ask, loader),
      conditions,
      args,
      verbose: isVerbose,
      root,
      beyond: beyondOf(ask, this.#copied, { share, ...facts }),
    });
    this.#cells.set(share, { cell, rex: new faceOf(cell) });
  }

  #run(rex: RExec, method: ProgramMethod, source: number | string, options: RunOptions): unknown {
    const program = typeof source === 'number' ? this.#programs.get(source) : source;
    const given = optionsOf(options);
    if (options.files === undefined) return rex[method](program, given);
    return method === 'rEval'
      ? rex.sEval(program, given)
      : method === 'rExec'
        ? rex.sExec(program, given)
        : rex.sExecAsync(program, given);
  }

  #moduleOf(module: number | string): Namespace | string {
    return typeof module === 'number' ? this.#modules.get(module) : module;
  }

  #moduleMessage(namespace: Namespace): ModuleMessage {
    return {
      module: this.#modules.add(namespace),
      exports: Object.keys(namespace).map((name) => [name, outcomeOf(() => [namespace[name]])]),
    };
  }

  /** Does something with a cell: what came of it, and its exit code then. */
  #ran(share: number, act: (rex: RExec) => unknown): Promise<Ran> | Ran {
    const { cell, rex } = this.#cells.get(share) as { readonly cell: Cell; readonly rex: RExec };
    const ran = (outcome: unknown): Ran => ({ outcome, exitCode: cell.exitCode });
    const outcome = outcomeOf(() => act(rex));
    return outcome instanceof Promise ? outcome.then(ran) : ran(outcome);
  }

  /** A promise of a guest's that nobody handled belongs to no call. */
  #tellRejection(reason: string, stack: string): void {
    const first = this.#first;
    const found = first === undefined ? undefined : this.#cells.get(first);
    if (first === undefined || found === undefined) return;
    const error = new GuestError('Error', reason, undefined, found.rex.positionsIn(stack));
    try {
      found.cell.log({ kind: 'error', cell: found.cell.name, from: 'a promise', error });
    } catch {
      // The host takes no more of it.
    }
  }
}
