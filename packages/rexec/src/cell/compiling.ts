/**
 * Compiles sources for the host: what cannot be run is an error of the host's, with its place in the source.
 */
import { GuestError } from '@padded-cell/bastion';
import { CompiledTexts } from './compiled-texts.js';
import { SourceError } from './parse.js';
import { type Compiled, type ProgramKind, compile } from './program.js';
import { isUnfinished } from './single.js';

/** A source that cannot be run, as the host gets it. */
export const sourceFault = ({ kind, message, place }: SourceError, file: string): GuestError => {
  if (place === undefined) return new GuestError(kind, `${message} (${file})`);
  const { line, column } = place;
  return new GuestError(kind, `${message} (${file}:${line}:${column})`, undefined, [
    { function: undefined, file, line, column },
  ]);
};

const texts = new CompiledTexts(compile);

/** Compiles a source for the host. @throws GuestError where it is not what its kind asks for */
export const compileForHost = (kind: ProgramKind, source: string, file: string): Compiled => {
  try {
    return texts.get(kind, source);
  } catch (error) {
    throw error instanceof SourceError ? sourceFault(error, file) : error;
  }
};

/** Compiles what was typed at a console; undefined where it is not yet a whole program. @throws as compileForHost */
export const compileTyped = (source: string, file: string): Compiled | undefined => {
  try {
    return compile('single', source);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    if (isUnfinished(source, error)) return undefined;
    throw sourceFault(error, file);
  }
};
