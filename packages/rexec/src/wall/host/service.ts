/**
 * What the host does for the cells of one process or thread: the root of its side of the wall.
 *
 * Trusts: nothing that it is asked; each argument is checked here, or by the power that it goes to. Invariants: what is
 * done is done by a share, which its policy bounds; what goes back is data; and each call is counted.
 */
import { parse } from 'node:path';
import { types } from 'node:util';
import { createMembrane } from '@padded-cell/bastion/membrane';
import { ImportError } from '../../errors/index.js';
import { checkedHooks } from '../../loader/hooks/checked.js';
import type { CheckedHooks, RHooks } from '../../loader/hooks/hooks.js';
import type { Loaded, RLoader } from '../../loader/own-loader.js';
import { escaped } from '../../names/shadow.js';
import { isThere, realOf } from '../../places.js';
import { policyOf } from '../../policy/index.js';
import { outcomeOf } from '../outcome.js';
import { Later, type Root } from '../peer/perform.js';
import { ProtocolError } from '../protocol.js';
import { recordIn } from './records.js';
import type { Share } from './share.js';

const { hasOwn, keys } = Object;

type Functions = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

const longestCellName = 1000;

/** A process has more cells, or hooks, alive than this only if somebody makes them up. */
const mostNumbered = 10_000;

const forged = (what: string): ProtocolError => new ProtocolError('forged id', `there is no ${what} of that number`);

/** Names, specifiers and paths are no longer than this. */
const longestName = 16_384;
/** A policy has more items than this only if somebody makes them up; reading them takes the host's time. */
const mostItems = 10_000;

const anyText = (value: unknown): string => {
  if (typeof value !== 'string') throw new ProtocolError('malformed', 'a text is none');
  return value;
};

const text = (value: unknown): string => {
  const name = anyText(value);
  if (name.length > longestName) throw new RangeError(`a name has at most ${longestName} characters`);
  return name;
};

/** How many items are in data, counted up to one too many. */
const itemsIn = (value: unknown, most: number): number => {
  if (typeof value !== 'object' || value === null) return 1;
  let count = 1;
  for (const each of Object.values(value)) {
    count += itemsIn(each, most - count);
    if (count > most) break;
  }
  return count;
};

const few = <T>(value: T): T => {
  if (itemsIn(value, mostItems) > mostItems) throw new RangeError(`a policy has at most ${mostItems} items`);
  return value;
};

const maybeText = (value: unknown): string | undefined => (value === undefined ? undefined : text(value));

const streamOf = (value: unknown): 'stderr' | 'stdout' => (value === 'stderr' ? 'stderr' : 'stdout');

/** What a console is called with, as a record names it. */
const methodOf = (value: unknown): string => (/^[a-zA-Z]{1,32}$/u.test(text(value)) ? text(value) : 'log');

/** What is asked of hooks, and how: names and specifiers are text. */
const asks: Readonly<Record<string, (hooks: CheckedHooks, ...args: readonly unknown[]) => unknown>> = {
  resolve: (hooks, specifier, importer) => hooks.resolve(text(specifier), maybeText(importer)),
  read: (hooks, name) => hooks.read(text(name)),
  exists: (hooks, name) => hooks.exists(text(name)),
  canonical: (hooks, name) => hooks.canonical(text(name)),
  readNow: (hooks, name) => hooks.now?.read(text(name)),
  existsNow: (hooks, name) => hooks.now?.exists(text(name)),
  canonicalNow: (hooks, name) => hooks.now?.canonical(text(name)),
};

/** What is asked of files by a guest that waits is done as what takes its time, so that the host has its own turns meanwhile. */
const slower: Readonly<Record<string, string>> = { readNow: 'read', existsNow: 'exists', canonicalNow: 'canonical' };

/** Things by numbers that are given out. */
class Numbered<T> {
  readonly #what: string;
  readonly #all = new Map<number, T>();
  #last = 0;

  constructor(what: string) {
    this.#what = what;
  }

  add(one: T): number {
    if (this.#all.size >= mostNumbered)
      throw new RangeError(`a process has at most ${mostNumbered} ${this.#what}s at one time`);
    this.#last += 1;
    this.#all.set(this.#last, one);
    return this.#last;
  }

  /** @throws ProtocolError for a number that was not given out */
  get(number: unknown): T {
    const one = typeof number === 'number' ? this.#all.get(number) : undefined;
    if (one === undefined) throw forged(this.#what);
    return one;
  }

  delete(number: unknown): void {
    if (typeof number === 'number') this.#all.delete(number);
  }
}

/** What the service is made with. */
export interface ServiceParts {
  /** Counts a call. @throws LimitError */
  readonly count: () => void;
  /** Makes a value of the host's one for the guest. */
  readonly down: (value: unknown) => unknown;
}

/** The host's service for one process or thread. */
export class Service {
  readonly #shares = new Numbered<Share>('cell');
  readonly #hooks = new Numbered<{ readonly checked: CheckedHooks; readonly areOurs: boolean }>('set of hook');
  readonly #loaders = new Numbered<RLoader>('loader');
  readonly #count: () => void;
  readonly #down: (value: unknown) => unknown;
  /** Copies of data, with no byte beside them. */
  readonly #copy = createMembrane().down;
  #first: Share | undefined;

  constructor({ count, down }: ServiceParts) {
    this.#count = count;
    this.#down = down;
  }

  /** The number of a share, for the other side. */
  addShare(share: Share): number {
    this.#first ??= share;
    return this.#shares.add(share);
  }

  /** The number of hooks, and whether they answer at once. */
  addHooks(hooks: RHooks, areOurs: boolean = false): { readonly number: number; readonly isSync: boolean } {
    const checked = checkedHooks(hooks);
    return { number: this.#hooks.add({ checked, areOurs }), isSync: checked.now !== undefined };
  }

  /** The number of a host's own loader. */
  addLoader(loader: RLoader): number {
    return this.#loaders.add(loader);
  }

  /** What the other side can call. */
  root(): Root {
    const counted =
      <Args extends readonly never[]>(run: (...args: Args) => unknown) =>
      (...args: Args): unknown =>
        this.#outcome(() => run(...args));
    return {
      power: counted((share: never, owner: never, name: never) => {
        const functions = this.#shares.get(share).power(text(name), maybeText(owner));
        return functions === undefined ? undefined : keys(functions);
      }),
      usePower: (share: never, owner: never, name: never, method: never, ...args: readonly never[]) =>
        this.#waitedFor((later) => {
          const of = this.#shares.get(share);
          const functions = (of.power(text(name), maybeText(owner)) ?? {}) as Functions;
          const whole = text(method);
          const slow = whole.endsWith('Sync') ? whole.slice(0, -'Sync'.length) : '';
          const isSlow = hasOwn(functions, slow);
          if (!isSlow && !hasOwn(functions, whole)) throw new ProtocolError('unknown name', 'there is no such power');
          if (isSlow) later();
          return this.#copied(functions[isSlow ? slow : whole]?.(...args));
        }),
      hooks: (hooks: never, method: never, ...args: readonly never[]) =>
        this.#waitedFor((later) => {
          const { checked, areOurs } = this.#hooks.get(hooks);
          const whole = text(method);
          // A host's own hooks might ask the guest that waits for them, and wait for ever.
          const slow = areOurs && hasOwn(slower, whole) ? slower[whole] : undefined;
          const name = slow ?? whole;
          if (!hasOwn(asks, name)) throw new ProtocolError('unknown name', 'hooks have no such method');
          if (slow !== undefined) later();
          return this.#copied(asks[name]?.(checked, ...args));
        }),
      load: counted((loader: never, request: never) => this.#load(this.#loaders.get(loader), request)),
      fileHooks: counted((share: never, okPath: never) => {
        const paths: unknown = okPath;
        if (!Array.isArray(few(paths))) throw new ProtocolError('malformed', 'paths are a list');
        const hooks = this.#shares.get(share).fileHooks((paths as unknown[]).map(text));
        return this.addHooks(hooks, true).number;
      }),
      within: counted((share: never, name: never, policy: never) =>
        this.addShare(this.#shares.get(share).within(text(name).slice(0, longestCellName), policyOf(few(policy)))),
      ),
      end: counted((share: never) => {
        this.#shares.get(share).end();
        this.#shares.delete(share);
      }),
      cwd: counted((share: never) => this.#shares.get(share).opening.files().view.shownCwd),
      write: counted((share: never, stream: never, given: never) => {
        this.#shares.get(share).output.write(streamOf(stream), anyText(given));
      }),
      show: counted((share: never, method: never, stream: never, given: never) => {
        this.#shares.get(share).output.show(methodOf(method), streamOf(stream), escaped(anyText(given)));
      }),
      readNow: counted((share: never) => this.#shares.get(share).output.input.readNow()),
      read: counted((share: never) => this.#shares.get(share).output.input.read()),
      log: counted((share: never, record: never) => {
        const of = this.#shares.get(share);
        const told = recordIn(of.name, record);
        if (told !== undefined) of.log.tell(told);
      }),
      realOf: counted((path: never) => this.#realOf(text(path))),
      isThere: counted((path: never) => this.#isThere(text(path))),
    };
  }

  /**
   * Does something that a guest may be waiting for.
   *
   * @param run - may say that its promise is of what takes its time, and is the answer when it is there: the host has its
   * own turns meanwhile.
   */
  #waitedFor(run: (later: () => void) => unknown): unknown {
    let isLater = false;
    const outcome = this.#outcome(() =>
      run(() => {
        isLater = true;
      }),
    );
    return isLater ? new Later(Promise.resolve(outcome)) : outcome;
  }

  #outcome(run: () => unknown): unknown {
    return outcomeOf(() => {
      this.#count();
      return run();
    });
  }

  #copied(result: unknown): unknown {
    return types.isPromise(result) ? result.then(this.#copy) : this.#copy(result);
  }

  #load(loader: RLoader, request: unknown): unknown {
    const { specifier, importer, by } = request as Readonly<Record<string, unknown>>;
    const asked = { specifier: text(specifier), importer: maybeText(importer) };
    const loaded = loader.load({ ...asked, by: by === 'require' ? 'require' : 'import' });
    return types.isPromise(loaded) ? loaded.then((module) => this.#loaded(module, asked)) : this.#loaded(loaded, asked);
  }

  /** Sources as data; values as endowments go. */
  #loaded(loaded: Loaded, asked: { readonly specifier: string; readonly importer: string | undefined }): unknown {
    if (typeof loaded !== 'object') return loaded;
    if (loaded === null) throw new ImportError({ ...asked, why: 'the loader of this cell gave no module' });
    if (!('exports' in loaded)) return this.#copy({ ...loaded });
    return {
      name: loaded.name,
      exports: Object.entries(loaded.exports).map(([name, value]) => [name, this.#down(value)]),
    };
  }

  /** Where a path in one of the cell's places leads: if out of them, to no place of anyone's. Of others nothing is told. */
  #realOf(path: string): string {
    const { roots, root } = this.#first as Share;
    if (path === root) return realOf(path);
    const places = [roots.okPath, roots.okWritePath].filter((each) => each.nameOf(path) !== undefined);
    if (places.length === 0) return path;
    const real = realOf(path);
    return places.some((each) => each.contains(real)) ? real : parse(path).root;
  }

  #isThere(path: string): boolean {
    const { okPath, okWritePath } = (this.#first as Share).roots;
    const real = this.#realOf(path);
    return [okPath, okWritePath].some((roots) => roots.contains(real)) && isThere(real);
  }
}
