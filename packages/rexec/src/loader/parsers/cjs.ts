/**
 * CommonJS modules: from a file's text to the function that a cell evaluates for it.
 *
 * The names that an ES module can import of one are found as Node finds them, by `cjs-module-lexer`. Trusts: nothing
 * rests on what is done here; the text is evaluated in a Compartment, behind SES's censor. Invariant: lines stay; the
 * module's text starts on the second. As all code in a cell it is strict, whether it says so or not.
 */
import { createRequire } from 'node:module';
import { analyze } from 'eslint-scope';
import { applyEdits, placeMapOf } from '../../cell/edits.js';
import { evasions, isSuspicious } from '../../cell/evade.js';
import { type Place, offsetShift, parse, placesIn } from '../../cell/parse.js';
import { scopeOf } from '../../cell/scope.js';
import { freeIn } from './free-names.js';
import { mentionsIn } from './mentions.js';
import { sourceMapUrl } from '../source-map.js';
import { overrides } from './overrides.js';
import { unusedPrefix } from './own-names.js';
import type { CjsSource } from './source.js';

/** What every such module has. */
const parameters: readonly string[] = ['exports', 'require', 'module', '__filename', '__dirname'];

interface Lexed {
  readonly exports: readonly string[];
  readonly reexports: readonly string[];
}

type Lex = (source: string) => Lexed;

let loaded: Lex | undefined;

/** At once, because `require` may meet the first such file; and only for who has one. */
const lexer = (): Lex => {
  loaded ??= (createRequire(import.meta.url)('cjs-module-lexer') as { readonly parse: Lex }).parse;
  return loaded;
};

/** What an ES module can import by name; nothing where the lexer gives up. */
const exportsOf = (source: string): Lexed => {
  try {
    const { exports, reexports } = lexer()(source);
    return { exports: [...exports], reexports: [...reexports] };
  } catch {
    return { exports: [], reexports: [] };
  }
};

/**
 * Parses a module.
 *
 * @throws SourceError where it cannot be run, with the place.
 */
export const parseCjs = (given: string): CjsSource => {
  const source = given.replace(/^#!/u, '//');
  const suspicious = isSuspicious(source);
  const parsed = parse(source, { body: true, tokens: suspicious });
  const shift = offsetShift({});
  const placeOf = placesIn(source);
  const place = (offset: number): Place => placeOf(offset - shift);
  if (/\beval\b/u.test(source)) scopeOf(parsed.ast, source, place);
  const mentions = mentionsIn(parsed.ast);
  const { globalScope } = analyze(parsed.ast as Parameters<typeof analyze>[0], {
    ecmaVersion: 2022,
    sourceType: 'script',
    nodejsScope: true,
    ignoreEval: true,
  });
  const prefix = unusedPrefix(source);
  const edits = mentions.dynamicImports.map((start) => ({
    start: start - shift,
    length: 'import'.length,
    text: `${prefix}i`,
  }));
  edits.push(...overrides(parsed.ast, source, `${prefix}o`, shift));
  if (suspicious) edits.push(...evasions(source, parsed, shift, place));
  return {
    kind: 'cjs',
    text: `(function(${prefix}i,${prefix}o){'use strict';return function(${parameters.join(',')}){\n${applyEdits(source, edits)}\n}})`,
    placeMap: placeMapOf(source, edits),
    edits,
    mapUrl: sourceMapUrl(source),
    free: freeIn(globalScope?.through ?? [], mentions).filter((name) => !parameters.includes(name)),
    requires: mentions.requires,
    ...exportsOf(source),
  };
};
