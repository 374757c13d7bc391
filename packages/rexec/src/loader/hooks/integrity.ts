/**
 * Integrity metadata (Subresource Integrity): what a file has to be, whoever serves it.
 *
 * Invariant: metadata that says nothing that can be checked is an error where it is given, never a check that passes.
 */
import { createHash } from 'node:crypto';
import { ImportError } from '../../errors/index.js';

/** Weakest first: of several, only the digests of the strongest count. */
const algorithms = ['sha256', 'sha384', 'sha512'] as const;
const lengths = { sha256: 32, sha384: 48, sha512: 64 } as const;

/** What a file has to be. */
export interface Integrity {
  readonly algorithm: (typeof algorithms)[number];
  /** In base64; any of them will do. */
  readonly digests: readonly string[];
}

/**
 * Reads metadata.
 *
 * @param metadata - `sha384-…`; several with spaces between.
 * @throws TypeError for anything in it that can't be checked.
 */
const integrityOf = (metadata: unknown): Integrity => {
  const known = typeof metadata === 'string' ? metadata.split(/[\t\n\f\r ]+/u).filter((part) => part !== '') : [];
  const parts = known.map((part) => {
    // As the specification has it, options follow a question mark; none is defined.
    const [, algorithm, digest = ''] = /^(sha256|sha384|sha512)-([^?]*)(?:\?.*)?$/u.exec(part) ?? [];
    const bytes = Buffer.from(digest, 'base64');
    const isWhole = algorithm !== undefined && bytes.length === lengths[algorithm as Integrity['algorithm']];
    if (!isWhole) throw new TypeError(`'${part}' is no integrity metadata: sha256-, sha384- or sha512- and the base64`);
    return { algorithm: algorithm as Integrity['algorithm'], digest: bytes.toString('base64') };
  });
  const algorithm = algorithms.findLast((each) => parts.some((part) => part.algorithm === each));
  if (algorithm === undefined) throw new TypeError("integrity metadata is a string such as 'sha384-…'");
  return { algorithm, digests: parts.filter((part) => part.algorithm === algorithm).map(({ digest }) => digest) };
};

/** @throws ImportError where bytes are not what they have to be. */
export const requireIntegrity = (bytes: Uint8Array, { algorithm, digests }: Integrity, name: string): void => {
  const actual = createHash(algorithm).update(bytes).digest('base64');
  if (digests.includes(actual)) return;
  const why = `'${name}' is not the file it has to be: its integrity is ${algorithm}-${actual}, not ${algorithm}-${digests.join(` or ${algorithm}-`)}`;
  throw new ImportError({ specifier: name, why });
};

/** Integrity by location. @throws TypeError as {@link integrityOf}, and for a key that `locate` makes nothing of. */
export const integrityTable = (
  given: unknown,
  locate: (key: string) => string | undefined,
): ReadonlyMap<string, Integrity> => {
  if (given === undefined) return new Map();
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new TypeError('integrity is an object: metadata by URL');
  }
  return new Map(
    Object.entries(given).map(([key, metadata]) => {
      const location = locate(key);
      if (location === undefined) throw new TypeError(`'${key}' in integrity is no URL that could be imported`);
      return [location, integrityOf(metadata)];
    }),
  );
};
