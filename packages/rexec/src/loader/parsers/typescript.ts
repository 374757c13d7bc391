/**
 * TypeScript, with its types taken out: what stays is at its place, so that positions are those of the source.
 *
 * By swc, as Node does it. Trusts: nothing rests on it; what comes out is parsed as JavaScript. What would have to be
 * translated (`enum`, `namespace` with values, parameter properties) is refused with its place.
 */
import { createRequire } from 'node:module';
import { types } from 'node:util';
import { SourceError } from '../../cell/parse.js';

interface Stripper {
  transformSync(source: string, options: object): { readonly code: string };
}

let stripper: Stripper | undefined;

/** It is 4 MB: only who has TypeScript pays for it. At once, because `require` may meet the first such file. */
const load = (): Stripper => {
  stripper ??= createRequire(import.meta.url)('@swc/wasm-typescript') as Stripper;
  return stripper;
};

/** What swc throws: a record, not an error. */
interface Fault {
  readonly message?: unknown;
  readonly startLine?: unknown;
  readonly startColumn?: unknown;
}

/**
 * The JavaScript in a TypeScript source.
 *
 * @throws SourceError where it is not TypeScript, or has what types do not vanish from.
 */
export const withoutTypes = (source: string): string => {
  try {
    return load().transformSync(source, { mode: 'strip-only', module: true }).code;
  } catch (error) {
    if (types.isNativeError(error)) throw error;
    const { message, startLine, startColumn } = error as Fault;
    const place =
      typeof startLine === 'number' && typeof startColumn === 'number'
        ? { line: startLine, column: startColumn + 1 }
        : undefined;
    throw new SourceError(typeof message === 'string' ? message : 'the TypeScript cannot be read', place);
  }
};
