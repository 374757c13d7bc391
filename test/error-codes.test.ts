/** Every error code in the sources has its page, and every page a code. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('..', import.meta.url);

/** Codes of Node's, that a module raises as Node's does. */
const ofNode = new Set(['ERR_CRYPTO_INVALID_DIGEST']);

const codesIn = (directory: URL): string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => readFileSync(new URL(name, directory), 'utf8').match(/'ERR_[A-Z_]+'/g) ?? [])
    .map((quoted) => quoted.slice(1, -1))
    .filter((code) => !ofNode.has(code));

test('every error code has a page in docs/errors, and every page a code', () => {
  const codes = new Set(['bastion', 'rexec'].flatMap((name) => codesIn(new URL(`packages/${name}/src/`, root))));
  const pages = readdirSync(new URL('docs/errors/', root)).map((name) => name.replace('.md', ''));
  expect(codes.size).toBeGreaterThan(5);
  expect(pages.toSorted()).toEqual([...codes].toSorted());
});
