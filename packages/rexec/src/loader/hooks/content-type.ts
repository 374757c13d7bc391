/**
 * What a server says a file is, against what its name says.
 *
 * Invariant: a page of text that a server sends in a module's place (a login, an error, an upload of someone else's)
 * is not run as one: code needs a content type of code, as on the web.
 */
import type { FileType } from '../../policy/vocabulary/file-types.js';

type Kind = 'js' | 'json' | 'ts' | 'wasm';

const kindsByExtension: Readonly<Record<string, Kind>> = {
  cjs: 'js',
  js: 'js',
  mjs: 'js',
  json: 'json',
  cts: 'ts',
  mts: 'ts',
  ts: 'ts',
  wasm: 'wasm',
};

const kindOfContent = (essence: string): Kind | undefined => {
  if (/^(?:text|application)\/(?:x-)?(?:java|ecma)script$/u.test(essence)) return 'js';
  if (/^(?:application|text)\/json$|\+json$/u.test(essence)) return 'json';
  if (/^(?:application|text)\/(?:x-)?typescript$/u.test(essence)) return 'ts';
  return essence === 'application/wasm' ? 'wasm' : undefined;
};

/**
 * The file type by a content type, where the extension of the URL's path says nothing.
 *
 * @returns what is wrong, as a string in `fault`, where the two contradict each other.
 */
export const typeByContent = (
  pathname: string,
  contentType: string | null,
): { readonly type: FileType | undefined } | { readonly fault: string } => {
  const essence = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const content = kindOfContent(essence);
  const expected = kindsByExtension[/\.([a-z]+)$/iu.exec(pathname)?.[1]?.toLowerCase() ?? ''];
  if (expected === undefined) return { type: content === 'js' ? 'esm' : content };
  // Servers call .ts many things (video/mp2t); only a page is surely none.
  const fits = expected === 'ts' ? !/html|xml/u.test(essence) : content === expected;
  if (fits) return { type: undefined };
  return {
    fault: `its content type is ${essence === '' ? 'not given' : `'${essence}'`}, which is not that of ${expected}`,
  };
};
