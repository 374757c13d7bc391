/**
 * What a loader asks of the world, and all of it: which names a specifier may mean, what is there by a name, and its
 * one name.
 *
 * A *name* is what the guest may see (`import.meta.url`, its stack traces): it tells nothing of where the host keeps
 * the file. It is either a path with `/` and without a scheme, `plugins/lib/a.js`, or a URL with `//`, `https://host/a.js`.
 * location.ts gives a name as the URL that relative URLs resolve against, and back: `padded:///plugins/lib/a.js`.
 *
 * Invariants of any hooks: `resolve` decides by the text alone. `read`, `exists` and `canonical` decide anew whether
 * the name they are given may be read: that it came out of `resolve` is not a grant. *Not there* (undefined) and
 * *refused* (an ImportError) are two things, and only the first lets anybody look elsewhere.
 *
 * Who writes hooks needs `read` alone; the rest has defaults. The loader sees hooks through {@link CheckedHooks} only.
 */
import type { FileType } from '../../policy/vocabulary/file-types.js';

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** What is by a name: a file, which can be read, or a directory, which only has names below it. */
export type Kind = 'directory' | 'file';

/** What was read, where there is more to say than the bytes. */
export interface Found {
  /** The content; a string stands for its UTF-8. */
  readonly bytes: Uint8Array | string;
  /** The file type, where something better than the name's extension tells it (a content type). */
  readonly type?: FileType | undefined;
  /** The one name of what was read, where it is another: links and redirects followed, told of the very thing read. */
  readonly name?: string | undefined;
}

/** The I/O of a loader. */
export interface RHooks {
  /**
   * The names that a specifier may mean, best first; none where it means nothing to these hooks, as a bare name does to
   * most: the loader then looks for a package. Without this method: relative to the importer, by the text alone.
   *
   * @param specifier - as it was written.
   * @param importer - the name of the module it was written in; undefined where the host asks.
   * @throws ImportError where it means something that is not granted.
   */
  resolve?(specifier: string, importer: string | undefined): readonly string[];
  /**
   * The content of the file of this name, or undefined where there is none: nothing, or a directory.
   *
   * @throws ImportError where what the name turns out to be is not granted; its `why` and `policyLine` count, what was
   * asked for and by whom is filled in.
   */
  read(name: string): Awaitable<Found | Uint8Array | string | undefined>;
  /**
   * What there is by this name. Without this method: a file, where `read` gives one.
   *
   * @throws ImportError as `read`
   */
  exists?(name: string): Awaitable<Kind | undefined>;
  /**
   * The one name of what has this name: links and redirects followed. The name itself where nothing is there, and
   * without this method.
   *
   * @throws ImportError as `read`
   */
  canonical?(name: string): Awaitable<string>;
  /** `read`, at once, for `require`. Absent where it cannot be; present with `existsNow`, `canonicalNow` or alone. */
  readNow?(name: string): Found | Uint8Array | string | undefined;
  /** `exists`, at once. */
  existsNow?(name: string): Kind | undefined;
  /** `canonical`, at once. */
  canonicalNow?(name: string): string;
}

/** Who asked for what, for the message of a refusal. */
export interface Asked {
  readonly specifier: string;
  readonly importer: string | undefined;
}

/** What was read, checked: bytes that nobody else holds. */
export interface Source {
  readonly bytes: Uint8Array;
  /** The file type, where the hooks know better than the extension. */
  readonly type: FileType | undefined;
  /** The one name of what was read. */
  readonly name: string;
}

/** Hooks that answer at once. */
export interface HooksNow {
  read(name: string, asked?: Asked): Source | undefined;
  exists(name: string, asked?: Asked): Kind | undefined;
  canonical(name: string, asked?: Asked): string;
}

/**
 * Hooks as a loader gets them, by `checkedHooks`: every answer has the type it should have and a bounded size, every
 * name is one that no module of the host has, and whatever goes wrong is an ImportError that says who asked for what.
 */
export interface CheckedHooks {
  /** As {@link RHooks.resolve}. */
  resolve(specifier: string, importer: string | undefined): readonly string[];
  /** As {@link RHooks.read}. */
  read(name: string, asked?: Asked): Promise<Source | undefined>;
  /** As {@link RHooks.exists}. */
  exists(name: string, asked?: Asked): Promise<Kind | undefined>;
  /** As {@link RHooks.canonical}. */
  canonical(name: string, asked?: Asked): Promise<string>;
  /** The same without waiting, for `require`; undefined where these hooks can't. */
  readonly now: HooksNow | undefined;
}
