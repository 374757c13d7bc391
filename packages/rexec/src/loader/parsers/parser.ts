/**
 * From the bytes of a file to what a cell evaluates, by the type of the file.
 *
 * Invariant: what a file is parsed as is a type that was granted; a `.js` that does not say whether it is a module is
 * one where its text can be nothing else, and else CommonJS, as Node has it.
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

/** Whether a text that nothing else tells of is an ES module. */
const isEsm = (text: string): boolean => {
  if (!/\b(?:import|export|await)\b/u.test(text)) return false;
  try {
    return isModuleSyntax(parse(text, { module: true }).ast);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    // No module. It may be no CommonJS either; if it looks like a module, the error is to be a module's.
    return /^\s*(?:import\b\s*[\w{*'"]|export\b\s*(?:[{*]|default|const|let|var|function|class|async))/mu.test(text);
  }
};

/** Which kind of module a text is. */
export const moduleKindOf = (text: string, isCjsGranted: boolean): 'cjs' | 'esm' =>
  isEsm(text) || !isCjsGranted ? 'esm' : 'cjs';

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
