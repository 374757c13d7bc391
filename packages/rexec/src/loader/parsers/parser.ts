/**
 * From the bytes of a file to what a cell evaluates, by the type of the file.
 *
 * Invariant: a `.js` that does not say whether it is a module is one where its text can be nothing else, and else
 * CommonJS, as Node has it.
 */
import { SourceError, parse } from '../../cell/parse.js';
import type { FileType } from '../../policy/vocabulary/file-types.js';
import { parseCjs } from './cjs.js';
import { parseEsm } from './esm.js';
import { isModuleSyntax } from './mentions.js';
import type { ParsedSource } from './source.js';
import { withoutTypes } from './typescript.js';

/** What the name of a file, and the package it is in, say of it. */
export interface Format {
  readonly type: FileType;
  /** For `esm`, `cjs` and `ts`: which of the two kinds of module it is; undefined where its text is to tell. */
  readonly module: 'cjs' | 'esm' | undefined;
}

/** What a text can be: an ES module, CommonJS, or either. */
export type TextKind = 'cjs' | 'either' | 'esm';

/** What only CommonJS is written with. */
const isCommonJs = (text: string): boolean => /\b(?:module\s*\.\s*exports|exports\s*[.[]|require\s*\()/u.test(text);

/** Which kind of module a text is that nothing else tells of. */
export const textKindOf = (text: string): TextKind => {
  const otherwise = isCommonJs(text) ? 'cjs' : 'either';
  if (!/\b(?:import|export|await)\b/u.test(text)) return otherwise;
  try {
    return isModuleSyntax(parse(text, { module: true }).ast) ? 'esm' : otherwise;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    // No module. It may be no CommonJS either; if it looks like a module, the error is to be a module's.
    return /^\s*(?:import\b\s*[\w{*'"]|export\b\s*(?:[{*]|default|const|let|var|function|class|async))/mu.test(text)
      ? 'esm'
      : otherwise;
  }
};

/**
 * Parses a file.
 *
 * @throws SourceError where it is not what its type says, with the place.
 */
export const parseSource = (bytes: Uint8Array, { type, module }: Format): ParsedSource => {
  if (type === 'wasm') return { kind: 'wasm', bytes };
  const text = type === 'bytes' ? '' : new TextDecoder().decode(bytes);
  switch (type) {
    case 'bytes':
    case 'json':
    case 'text':
      return { kind: type, text, bytes };
    default: {
      const plain = type === 'ts' ? withoutTypes(text) : text;
      return module === 'cjs' ? parseCjs(plain) : parseEsm(plain);
    }
  }
};
