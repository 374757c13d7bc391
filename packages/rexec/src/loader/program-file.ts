/**
 * The text of a program in a file, for `rExecFile`: found and read as a module is, at once.
 *
 * Invariant: what is read has passed the loader's hooks, as a module's text does.
 */
import { SourceError } from '../cell/parse.js';
import { ImportError } from '../errors/index.js';
import type { CheckedHooks } from './hooks/hooks.js';
import { withoutTypes } from './parsers/typescript.js';

/** A program's text, and the name of its file as the guest may see it. */
export interface ProgramFile {
  readonly text: string;
  readonly file: string;
}

const isTypeScript = /\.[cm]?ts$/iu;

/** A path that begins with a name is meant to be relative, as everywhere but in an import. */
const specifierOf = (path: string): string => (/^(?:\.{0,2}\/|[a-z][a-z\d+.-]*:)/iu.test(path) ? path : `./${path}`);

/**
 * Reads a program.
 *
 * @param path - a path relative to a directory of `okPath`, or an absolute one or `file:` URL in one.
 * @throws ImportError where it is not there, or not granted; SourceError where it is not TypeScript and says it is.
 */
export const readProgram = (hooks: CheckedHooks, okFileTypes: readonly string[], path: string): ProgramFile => {
  const asked = { specifier: path, importer: undefined };
  const { now } = hooks;
  if (now === undefined) throw new ImportError({ ...asked, why: 'these hooks read nothing at once: use rImport' });
  for (const name of hooks.resolve(specifierOf(path), undefined)) {
    const found = now.read(name, asked);
    if (found === undefined) continue;
    const text = new TextDecoder().decode(found.bytes);
    if (!isTypeScript.test(found.name)) return { text, file: found.name };
    if (!okFileTypes.includes('ts')) {
      throw new ImportError({ ...asked, why: 'its file type, ts, is not granted', policyLine: 'okFileTypes' });
    }
    try {
      return { text: withoutTypes(text), file: found.name };
    } catch (error) {
      throw error instanceof SourceError ? error.in(found.name) : error;
    }
  }
  throw new ImportError({ ...asked, why: 'there is no such file under okPath' });
};
