/**
 * Archives: modules in one piece, compiled ahead, for hosts that will take code only from someone whose key they hold.
 *
 * `sealArchive` makes one, with a private key; `archiveHooks` opens one, for the option `hooks` of a cell.
 *
 * Trusts: the key that the host names. What comes compiled is linked as our own compiler's work, which nobody else's
 * should be, so nothing of an archive is looked at before its signature has been checked. Invariants: an archive that was
 * changed, cut short, signed by another key, meant for another name, or older than the host asks for is refused whole. In a
 * cell its code has what any code there has.
 */
import { type KeyObject, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { placeMapOf } from '../cell/edits.js';
import { ImportError } from '../errors/index.js';
import { FILE_TYPES } from '../policy/vocabulary/file-types.js';
import { SourceCache, sources } from './cache.js';
import { FormatOf } from './format.js';
import { MemoryHooks } from './hooks/memory.js';
import type { RHooks } from './hooks/hooks.js';
import { type Format, parseSource, textKindOf } from './parsers/parser.js';
import type { CjsSource, EsmSource } from './parsers/source.js';

/** What an archive is made of. */
export interface ArchiveParts {
  /** What it is: who opens it says the same. */
  readonly name: string;
  /** A whole number that grows: who opens it can refuse what is older. */
  readonly version: number;
  /** Files by name, as for `memoryHooks`. */
  readonly files: { readonly [name: string]: string | Uint8Array };
}

/** What an archive has to be. */
export interface ArchiveTrust {
  /** The public key, Ed25519: PEM, or a KeyObject. */
  readonly key: KeyObject | string | Buffer;
  readonly name: string;
  /** The least version that is taken: at least that of the last one that was. */
  readonly atLeast: number;
}

/** In front of what is signed, so that no signature under something else is one for an archive. */
const heading = new TextEncoder().encode('padded-cell archive 1\n');
const signatureLength = 64;

type Compiled = CjsSource | EsmSource;

interface Content {
  readonly name: string;
  readonly version: number;
  readonly files: readonly (readonly [name: string, base64: string])[];
  readonly compiled: readonly { readonly name: string; readonly format: Format; readonly parsed: Compiled }[];
}

/** PEM, or a key that was made of it. */
type Key = KeyObject | string | Buffer;

const isKeyObject = (key: Key): key is KeyObject => typeof key === 'object' && 'asymmetricKeyType' in key;

const ed25519 = (key: KeyObject): KeyObject => {
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new TypeError(`archives are signed with Ed25519 keys, and this key is ${key.asymmetricKeyType ?? 'none'}`);
};

const checkedVersion = (version: unknown): number => {
  if (typeof version === 'number' && Number.isSafeInteger(version) && version >= 0) return version;
  throw new TypeError('the version of an archive is a whole number, and grows');
};

const packageTypeFor = (name: string, files: ReadonlyMap<string, Uint8Array>): unknown => {
  for (let directory = name; directory !== '';) {
    directory = directory.replace(/\/?[^/]*$/u, '');
    const json = files.get(directory === '' ? 'package.json' : `${directory}/package.json`);
    if (json !== undefined) return (JSON.parse(new TextDecoder().decode(json)) as { readonly type?: unknown }).type;
  }
  return undefined;
};

const compiledOf = (name: string, bytes: Uint8Array, files: ReadonlyMap<string, Uint8Array>): Content['compiled'] => {
  if (!/\.[cm]?[jt]s$/iu.test(name)) return [];
  const formats = new FormatOf(Object.keys(FILE_TYPES), (text) => textKindOf(new TextDecoder().decode(text)));
  const asked = { specifier: name, importer: undefined };
  const format = formats.formatOf({ name, bytes, type: undefined }, undefined, packageTypeFor(name, files), asked);
  const parsed = parseSource(bytes, format);
  return parsed.kind === 'esm' || parsed.kind === 'cjs' ? [{ name, format, parsed }] : [];
};

/**
 * Makes an archive.
 *
 * @param key - a private key, Ed25519.
 * @throws SourceError where a file is not what its name says.
 * @example
 * import { generateKeyPairSync } from 'node:crypto';
 * import { RExec, archiveHooks, sealArchive } from '@padded-cell/rexec';
 * const { privateKey, publicKey } = generateKeyPairSync('ed25519');
 * const archive = sealArchive({ name: 'greeter', version: 3, files: { 'main.mjs': 'export default "hi";' } }, privateKey);
 * const hooks = archiveHooks(archive, { key: publicKey, name: 'greeter', atLeast: 3 });
 * (await new RExec({ hooks }).rImport('./main.mjs')).default; // 'hi'
 */
export const sealArchive = ({ name, version, files }: ArchiveParts, key: KeyObject | string | Buffer): Uint8Array => {
  const privateKey = ed25519(isKeyObject(key) ? key : createPrivateKey(key));
  const entries = new Map(
    Object.entries(files).map(([each, content]) => [
      each,
      typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content),
    ]),
  );
  const content: Content = {
    name,
    version: checkedVersion(version),
    files: [...entries].map(([each, bytes]) => [each, Buffer.from(bytes).toString('base64')]),
    compiled: [...entries].flatMap(([each, bytes]) => compiledOf(each, bytes, entries)),
  };
  const body = new TextEncoder().encode(JSON.stringify(content));
  const signature = sign(null, Buffer.concat([heading, body]), privateKey);
  return new Uint8Array(Buffer.concat([heading, signature, body]));
};

/**
 * Hooks that read from an archive, and nothing else.
 *
 * @param archive - what `sealArchive` made, from wherever it comes.
 * @param trust - whose it has to be, what, and how new.
 * @throws ImportError (`ERR_IMPORT`) where it is not.
 */
export const archiveHooks = (archive: Uint8Array, { key, name, atLeast }: ArchiveTrust): RHooks => {
  const refuse = (why: string): never => {
    throw new ImportError({ specifier: name, why });
  };
  const least = checkedVersion(atLeast);
  const publicKey = ed25519(isKeyObject(key) ? key : createPublicKey(key));
  // A copy: what was checked is what is read.
  const bytes = Buffer.from(new Uint8Array(archive));
  const start = heading.length + signatureLength;
  if (bytes.length < start || !bytes.subarray(0, heading.length).equals(heading)) {
    return refuse('it is no archive, or not one of this version');
  }
  const body = bytes.subarray(start);
  if (!verify(null, Buffer.concat([heading, body]), publicKey, bytes.subarray(heading.length, start))) {
    return refuse('the archive is not signed by the key that the host names, or it has been changed since');
  }
  const content = JSON.parse(body.toString()) as Content;
  if (content.name !== name) refuse(`the archive is '${content.name}'`);
  if (content.version < least)
    refuse(`the archive is version ${content.version}, and the host takes ${least} or later`);
  const files = new Map(content.files.map(([each, base64]) => [each, new Uint8Array(Buffer.from(base64, 'base64'))]));
  const hooks = new MemoryHooks(files);
  const cache = new SourceCache();
  for (const { name: each, format, parsed } of content.compiled) {
    const source = files.get(each);
    if (source === undefined) continue;
    const text = new TextDecoder().decode(source);
    cache.adopt(source, format, { ...parsed, placeMap: placeMapOf(text, parsed.edits) });
  }
  caches.set(hooks, cache);
  return hooks;
};

/**
 * What came compiled, by the hooks of its archive. For their cells alone: it is the signer's word that it was compiled from
 * the content it stands for, and other cells have not named that key.
 */
const caches = new WeakMap<RHooks, SourceCache>();

/** Where the parsed files of a cell with these hooks are kept. */
export const cacheFor = (hooks: RHooks | undefined): SourceCache => (hooks && caches.get(hooks)) ?? sources;
