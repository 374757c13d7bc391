/**
 * `createRequire` of `node:module`: a `require` for a module that has none, as ES modules have not.
 *
 * Trusts: nothing of the file name that it is given. It says where relative paths start from, and what an error calls the
 * importer; what can be required is decided by the site. Invariant: who says to be another file gets at no more than the
 * code of its own site does.
 */
import { disguised } from '../names/disguise.js';
import { CjsModule, type CjsSurroundings } from './linking/cjs-module.js';
import type { CjsSource } from './parsers/source.js';
import type { Site } from './site.js';
import { nameInPath } from './told.js';

/** What it is made with. */
export interface RequireMaking {
  readonly site: Site;
  readonly surroundings: (module: CjsModule) => CjsSurroundings;
  /** @throws CellEndedError once the cell has ended. */
  readonly requireLife: () => void;
  /** The guest's error for one of ours. Never throws. */
  readonly downward: (error: unknown) => Error;
}

/** The file that is not there: it only requires. */
const nothing: CjsSource = {
  kind: 'cjs',
  text: '',
  placeMap: undefined,
  edits: [],
  mapUrl: undefined,
  free: [],
  requires: [],
  exports: [],
  reexports: [],
};

/** The name of a file by the path or URL of it; a directory stands for a file in it, as in Node. */
const nameOf = (path: string): string => {
  const name = path.includes('\0') ? undefined : nameInPath(path);
  if (name !== undefined) return path.endsWith('/') ? `${name === '' ? '' : `${name}/`}noop.js` : name;
  throw new TypeError(
    'the file name of createRequire() is a file: URL, such as import.meta.url, or an absolute path, such as import.meta.filename',
  );
};

/** The function for the code of one site. */
export const createRequireFor = ({ site, surroundings, requireLife, downward }: RequireMaking): unknown =>
  disguised(
    (filename: unknown) => {
      // A URL of the guest's, in its own call.
      const path = typeof filename === 'string' ? filename : site.kit.hrefOf(filename);
      try {
        requireLife();
        return surroundings(new CjsModule(nameOf(typeof path === 'string' ? path : ''), site, nothing, surroundings))
          .require;
      } catch (error) {
        throw downward(error);
      }
    },
    'createRequire',
    1,
  );
