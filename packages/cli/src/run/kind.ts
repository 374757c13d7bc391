/**
 * Whether a file is run as a module or as a script: by its extension, and for a `.js` by its syntax and the nearest
 * package.json, as Node decides.
 *
 * A text that is neither an ES module nor CommonJS means the same in all of them; it is a script, which may `await`.
 */
import { readFileSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { parse } from 'acorn';
import { UsageError } from '../usage.js';

/** A module is imported; a script is executed, and its declarations are the cell's. */
export type FileKind = 'module' | 'script';

const byExtension: Readonly<Record<string, FileKind>> = {
  '.mjs': 'module',
  '.cjs': 'module',
  '.ts': 'module',
  '.mts': 'module',
  '.cts': 'module',
  '.wasm': 'module',
  '.json': 'module',
};

/** The `type` of the nearest package.json. */
const packageType = (file: string): unknown => {
  for (let directory = dirname(resolve(file)); ; directory = dirname(directory)) {
    try {
      const text = readFileSync(join(directory, 'package.json'), 'utf8');
      return (JSON.parse(text) as { readonly type?: unknown } | null)?.type;
    } catch {
      // There is none, or it is none: the next.
    }
    if (directory === dirname(directory)) return undefined;
  }
};

const moduleOnly = new Set([
  'ImportDeclaration',
  'ExportAllDeclaration',
  'ExportDefaultDeclaration',
  'ExportNamedDeclaration',
]);

/** Whether a text has what only a module has. A text that is no program is a script, which says what is wrong. */
const isModuleText = (source: string): boolean => {
  if (!/\b(?:import|export)\b/u.test(source)) return false;
  try {
    const { body } = parse(source, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
    return body.some(({ type }) => moduleOnly.has(type)) || /\bimport\s*\.\s*meta\b/u.test(source);
  } catch {
    // It may be one with a mistake in it: by its first statement, then.
    return /^\s*(?:import\b(?!\s*\()|export\b)/mu.test(source);
  }
};

/** What names a CommonJS module uses. */
const commonJs = /(?<![.\w$])(?:require\s*\(|module\s*\.\s*exports\b|exports\s*[.[]|__dirname\b|__filename\b)/u;

/** The kind of a file. @throws UsageError for a module that cannot be imported by its name */
export const kindOf = (file: string, source: string): FileKind => {
  const known = byExtension[extname(file).toLowerCase()];
  if (known !== undefined) return known;
  if (isModuleText(source)) {
    if (extname(file) === '.js') return 'module';
    throw new UsageError(
      `${file} has import or export statements, and no extension that says what kind of module it is`,
      'give it one: .js or .mjs, .ts or .mts for TypeScript',
    );
  }
  // In a package of modules these names mean nothing, as in Node.
  return commonJs.test(source) && packageType(file) !== 'module' ? 'module' : 'script';
};
