/**
 * From a path that a guest gave to the directory that its last name is in, one name at a time.
 *
 * The kernel is never asked to follow a link: each is read, and what it says is walked on as if it had been written. So
 * nothing is touched outside of the places that the policy names, and no answer depends on what is there.
 *
 * Invariants: `..` in a granted place leads where it leads on the disk; above one, and on the way to one, it is a matter of
 * text. A place that was reached is where it says it is, at the time it was asked.
 */
import { basename, dirname, isAbsolute, join } from 'node:path';
import { type Directory, held, holdsOpen, pathIn, placeOf, released, targetIn } from './directory.js';
import { Fault, hasCode, type Need, outside } from './fault.js';
import { call, type Operation } from './system.js';
import { namesOf, type View } from './view.js';

/** As many as Linux follows. */
const mostLinks = 40;
/** Each directory on the way is held open. */
const mostDepth = 100;

/** Where a walk ended: a name in a directory, which may or may not be there. */
export interface Place {
  readonly directory: Directory;
  /** The last name; `.` for the top of the file system. */
  readonly name: string;
  /** Its path, without links except, perhaps, the last. */
  readonly real: string;
  /** The path by which the system reaches it. */
  readonly path: string;
  /** Whether the path asked for a directory, by what it ends in. */
  readonly isDirectory: boolean;
}

/** How to walk. */
export interface WalkOptions {
  /** Whether a link in the last place is followed. */
  readonly follow: boolean;
  /** What may be done with a place that is outside, for the message. */
  readonly need: Need;
  /** The permissions of directories to be made on the way. Without it, none are made. */
  readonly makes?: number | undefined;
  /** Hears of each directory that is to be made, by its real path. */
  readonly onMake?: ((real: string) => void) | undefined;
}

class Walk {
  readonly #view: View;
  readonly #options: WalkOptions;
  /** Names to go. */
  readonly #pending: string[];
  /** The directories from the one above a granted place to where the walk is; empty outside of granted places. */
  readonly #line: Directory[] = [];
  /** Where the walk is, while it is outside. */
  #at: string;
  /** Whether the first of the line is above the granted place, and not it. */
  #isGated = false;
  #links = 0;

  constructor(view: View, path: string, options: WalkOptions) {
    const { from, names } = view.start(path);
    this.#view = view;
    this.#options = options;
    this.#at = from;
    this.#pending = [...names];
  }

  *toEnd(): Operation<Place> {
    yield* this.#enter();
    for (;;) {
      const name = this.#pending.shift();
      const current = this.#line.at(-1);
      if (current === undefined) {
        if (name === undefined) throw outside(this.#options.need);
        yield* this.#stepOutside(name);
      } else if (name === undefined) return yield* this.#ended(current);
      else if (name === '..') yield* this.#up(current);
      else if (name !== '' && name !== '.') {
        const place = yield* this.#down(current, name);
        if (place !== undefined) return place;
      }
    }
  }

  *release(): Operation<void> {
    for (let each = this.#line.pop(); each !== undefined; each = this.#line.pop()) yield* released(each);
  }

  /** On the way to a granted place only the text counts: what is there is nobody's business. */
  *#stepOutside(name: string): Operation<void> {
    if (name === '' || name === '.') return;
    if (name !== '..') this.#at = join(this.#at, name);
    else if (this.#at !== this.#view.top) this.#at = dirname(this.#at);
    yield* this.#enter();
  }

  /** Goes into a granted place from above it, so that it is a name like those in it. */
  *#enter(): Operation<void> {
    const real = this.#ground();
    if (real === undefined) return;
    const above = dirname(real);
    this.#line.push(yield* held(above, above, holdsOpen));
    this.#isGated = above !== real;
    if (this.#isGated) this.#pending.unshift(basename(real));
  }

  /** The granted place that the walk is at, or that it is in where it starts in one. */
  #ground(): string | undefined {
    const rest: string[] = [];
    for (let at = this.#at; ; at = dirname(at)) {
      const real = this.#view.rootAt(at);
      if (real !== undefined) this.#pending.unshift(...rest);
      if (real !== undefined || dirname(at) === at) return real;
      rest.unshift(basename(at));
    }
  }

  *#up(current: Directory): Operation<void> {
    if (current.real === this.#view.top) return;
    this.#line.pop();
    yield* released(current);
    if (this.#line.length > 1 || !this.#isGated) return;
    yield* this.#leave();
    yield* this.#enter();
  }

  /** From the directory above a granted place, on as outside of it. */
  *#leave(): Operation<void> {
    this.#at = this.#line[0]?.real ?? this.#at;
    yield* this.release();
  }

  /** A name in a directory: gives the place where it is the last one. */
  *#down(current: Directory, name: string): Operation<Place | undefined> {
    const isLast = !this.#pending.some((each) => each !== '' && each !== '.');
    const wantsDirectory = this.#pending.length > 0;
    if (isLast && (!wantsDirectory || this.#options.makes !== undefined)) {
      const target = this.#options.follow || wantsDirectory ? yield* this.#link(current, name) : undefined;
      if (target === undefined) return yield* this.#place(current, name, wantsDirectory);
      yield* this.#follow(target);
      return undefined;
    }
    try {
      yield* this.#into(current, name);
    } catch (error) {
      if (isLast && hasCode(error, 'ENOENT')) return yield* this.#place(current, name, true);
      if (!hasCode(error, 'ENOTDIR', 'ELOOP')) throw error;
      const target = yield* this.#link(current, name);
      if (target === undefined) throw new Fault('ENOTDIR');
      yield* this.#follow(target);
    }
    return undefined;
  }

  *#link(current: Directory, name: string): Operation<string | undefined> {
    try {
      return yield* targetIn(current, name);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  *#into(current: Directory, name: string): Operation<void> {
    if (this.#line.length > mostDepth) throw new Fault('ENAMETOOLONG', `a path has at most ${mostDepth} names`);
    const real = join(current.real, name);
    const path = pathIn(current, name);
    try {
      this.#line.push(yield* held(path, real, holdsOpen));
    } catch (error) {
      const { makes, onMake } = this.#options;
      if (makes === undefined || !hasCode(error, 'ENOENT')) throw error;
      this.#view.require('write', join(yield* placeOf(current), name));
      onMake?.(real);
      try {
        yield* call.mkdir(path, makes);
      } catch (made) {
        if (!hasCode(made, 'EEXIST')) throw made;
      }
      this.#line.push(yield* held(path, real, holdsOpen));
    }
  }

  *#follow(target: string): Operation<void> {
    this.#links += 1;
    if (this.#links > mostLinks) throw new Fault('ELOOP');
    if (!isAbsolute(target)) {
      this.#pending.unshift(...namesOf(target));
      if (this.#isGated && this.#line.length === 1) yield* this.#leave();
      return;
    }
    const { from, names } = this.#view.start(target);
    this.#pending.unshift(...names);
    yield* this.release();
    this.#at = from;
    yield* this.#enter();
  }

  /** The walk ended in a directory, by `..` or `/.`: it is the last name of the one above. */
  *#ended(current: Directory): Operation<Place> {
    const above = this.#line.at(-2);
    if (above === undefined) return yield* this.#place(current, '.', true);
    return yield* this.#place(above, basename(current.real), true);
  }

  *#place(directory: Directory, name: string, isDirectory: boolean): Operation<Place> {
    const actual = yield* placeOf(directory);
    if (directory.fd === undefined && actual !== directory.real) throw outside(this.#options.need);
    return { directory, name, real: join(actual, name), path: pathIn(directory, name), isDirectory };
  }
}

/** Does something at the place that a path means. @throws Fault for a path that leads out of what is granted */
export const at = function* <T>(
  view: View,
  path: string,
  options: WalkOptions,
  use: (place: Place) => Operation<T>,
): Operation<T> {
  const walk = new Walk(view, path, options);
  try {
    return yield* use(yield* walk.toEnd());
  } finally {
    yield* walk.release();
  }
};
