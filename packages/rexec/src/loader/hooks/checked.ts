/**
 * Hooks as the loader gets them: whatever they answer is checked here, once.
 *
 * Trusts: nothing of what hooks give or throw; they may be a guest's, for the cells within its own. Their methods are
 * taken once, so that they can't be others later. Invariants: bytes are copied into memory that only the loader has
 * before anything looks at them, so that what was checked is what is used; no name is one of a module of the host
 * (`node:…`); what is thrown is an ImportError, with nothing of the thrown object in it but text.
 */
import { types } from 'node:util';
import { ImportError, printable } from '../../errors/index.js';
import { dataOf } from '../../errors/read.js';
import { FILE_TYPES, type FileType } from '../../policy/vocabulary/file-types.js';
import type { Asked, CheckedHooks, Found, HooksNow, Kind, RHooks, Source } from './hooks.js';
import { namesByText } from './names.js';

const { hasOwn } = Object;
const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;

/** More than this is no module that someone wrote; it bounds what one import makes the host hold. */
export const mostBytes: number = 64 * 1024 * 1024;
/** More candidates than this for one specifier is a way to keep the host asking. */
const mostNames = 32;
const longestName = 4096;

const byteLengthOf = getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype) as object, 'byteLength')
  ?.get as () => number;

/** An answer that is not what it should be. */
class BadAnswer extends Error {}

const bad = (what: string): never => {
  throw new BadAnswer(what);
};

/** Why a string is no name, or undefined where it is one. */
const faultOfName = (name: string): string | undefined => {
  if (name === '') return 'is empty';
  if (name.length > longestName) return `is longer than ${longestName} characters`;
  if (/[\0\uD800-\uDFFF]/u.test(name)) return 'has a NUL character or half of one';
  return /^[a-z][a-z\d+.-]*:(?!\/\/)/iu.test(name) ? 'begins as the name of a module of the host' : undefined;
};

const checkedName = (name: unknown): string => {
  if (typeof name !== 'string') return bad('a name that is no string');
  const fault = faultOfName(name);
  return fault === undefined ? name : bad(`the name '${printable(name)}', which ${fault}`);
};

const checkedKind = (kind: unknown): Kind | undefined =>
  kind === undefined || kind === 'file' || kind === 'directory'
    ? kind
    : bad("something else than 'file', 'directory' or undefined");

const checkedType = (type: unknown): FileType | undefined =>
  type === undefined || (typeof type === 'string' && hasOwn(FILE_TYPES, type))
    ? (type as FileType | undefined)
    : bad(`a file type that is none of ${Object.keys(FILE_TYPES).join(', ')}`);

const checkedBytes = (given: unknown, most: number): Uint8Array => {
  const tooLong = (): never => bad(`more than ${most} bytes`);
  if (typeof given === 'string') {
    if (given.length > most) tooLong();
    const bytes = new TextEncoder().encode(given);
    return bytes.length > most ? tooLong() : bytes;
  }
  if (!types.isUint8Array(given)) return bad('content that is neither a Uint8Array nor a string');
  if (apply(byteLengthOf, given, []) > most) tooLong();
  // A copy in a buffer of its own, which nobody else can change, detach or resize.
  const bytes = new Uint8Array(given);
  return bytes.length > most ? tooLong() : bytes;
};

const checkedSource = (found: unknown, name: string, most: number): Source | undefined => {
  if (found === undefined) return undefined;
  if (typeof found === 'string' || types.isUint8Array(found)) {
    return { bytes: checkedBytes(found, most), type: undefined, name };
  }
  if (typeof found !== 'object' || found === null) return bad('neither content nor undefined');
  const { bytes, type, name: oneName } = found as { readonly [Key in keyof Found]: unknown };
  return {
    bytes: checkedBytes(bytes, most),
    type: checkedType(type),
    name: oneName === undefined ? name : checkedName(oneName),
  };
};

const checkedNames = (names: unknown): readonly string[] => {
  if (!Array.isArray(names)) return bad('names that are no array');
  const length: unknown = names.length;
  if (typeof length !== 'number' || !(length <= mostNames)) return bad(`more than ${mostNames} names`);
  return Array.from({ length }, (_, index) => checkedName(names[index]));
};

/** What hooks threw, as the error of an import. */
const refusalOf = (thrown: unknown, { specifier, importer }: Asked): ImportError => {
  const asked = { specifier, importer };
  const isPlain = typeof thrown === 'object' && thrown !== null && !types.isProxy(thrown);
  if (isPlain && thrown instanceof BadAnswer) {
    return new ImportError({ ...asked, why: `the hooks of this cell are at fault: they gave ${thrown.message}` });
  }
  if (isPlain && thrown instanceof ImportError) {
    const { why, policyLine, cause } = thrown;
    return new ImportError({ ...asked, why, policyLine }, cause);
  }
  const message = isPlain && dataOf(thrown, 'message');
  const said = typeof message === 'string' && message !== '' ? printable(message) : 'no message';
  return new ImportError({ ...asked, why: `the hooks of this cell failed: ${said}` }, thrown);
};

const later = async <T>(name: string, asked: Asked | undefined, get: () => T | Promise<T>): Promise<T> => {
  try {
    return await get();
  } catch (thrown) {
    throw refusalOf(thrown, asked ?? { specifier: name, importer: undefined });
  }
};
const atOnce = <T>(name: string, asked: Asked | undefined, get: () => T): T => {
  try {
    return get();
  } catch (thrown) {
    throw refusalOf(thrown, asked ?? { specifier: name, importer: undefined });
  }
};

/** Where hooks' answers are checked. */
export interface CheckOptions {
  /** The most bytes that one `read` may give. */
  readonly maxBytes?: number;
}

type Method = (...args: unknown[]) => unknown;

/**
 * Hooks with their answers checked.
 *
 * @throws TypeError where they are no hooks: an object with the method `read`.
 */
export const checkedHooks = (hooks: RHooks, { maxBytes = mostBytes }: CheckOptions = {}): CheckedHooks => {
  if ((typeof hooks !== 'object' && typeof hooks !== 'function') || hooks === null) {
    throw new TypeError('hooks are an object with the method read(name)');
  }
  const methodOf = (name: keyof RHooks): Method | undefined => {
    const method: unknown = hooks[name];
    if (method === undefined) return undefined;
    if (typeof method !== 'function') throw new TypeError(`${name} of hooks is a method`);
    return (...args) => apply(method, hooks, args) as unknown;
  };
  const read = methodOf('read');
  if (read === undefined) throw new TypeError('hooks have the method read(name), which gives bytes, text or undefined');
  const resolve = methodOf('resolve') ?? (namesByText as Method);
  const exists = methodOf('exists');
  const canonical = methodOf('canonical');
  const readNow = methodOf('readNow');
  const existsNow = methodOf('existsNow');
  const canonicalNow = methodOf('canonicalNow');

  const sourceOf = (found: unknown, name: string): Source | undefined => checkedSource(found, name, maxBytes);

  const now: HooksNow | undefined = readNow && {
    read: (name, asked) => atOnce(name, asked, () => sourceOf(readNow(name), name)),
    exists: (name, asked) =>
      atOnce(name, asked, () =>
        existsNow === undefined ? sourceOf(readNow(name), name) && 'file' : checkedKind(existsNow(name)),
      ),
    canonical: (name, asked) =>
      atOnce(name, asked, () => (canonicalNow === undefined ? name : checkedName(canonicalNow(name)))),
  };
  return {
    resolve: (specifier, importer) =>
      atOnce(specifier, { specifier, importer }, () => checkedNames(resolve(specifier, importer))),
    read: (name, asked) => later(name, asked, async () => sourceOf(await read(name), name)),
    exists: (name, asked) =>
      later(name, asked, async () =>
        exists === undefined ? sourceOf(await read(name), name) && 'file' : checkedKind(await exists(name)),
      ),
    canonical: (name, asked) =>
      later(name, asked, async () => (canonical === undefined ? name : checkedName(await canonical(name)))),
    now,
  };
};
