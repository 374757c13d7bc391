/**
 * What a file is once it is parsed: its text as a cell evaluates it, and what it imports and exports.
 *
 * Plain data that holds nothing of a cell: it is made once in a process (cache.ts), and each cell evaluates it for
 * itself. Invariant: no part of it is the guest's own object.
 */
import type { Edit, PlaceMap } from '../../cell/edits.js';
import type { Place } from '../../cell/parse.js';

/** What a module asks for: the specifier as it was written, and the file type it wants, by an import attribute. */
export interface ModuleRequest {
  readonly specifier: string;
  /** `json`, `text` or `bytes`, from `with { type }`; undefined where the file itself says what it is. */
  readonly type: string | undefined;
}

/** A name of a module, by its place among the requests; without a name, the whole namespace. */
export interface ImportedName {
  readonly request: number;
  readonly name: string | undefined;
  /** Where it is asked for. */
  readonly place: Place;
}

/** An ES module. */
export interface EsmSource {
  readonly kind: 'esm';
  /** A function that is told what the module exports, and given what it imports; see esm.ts. */
  readonly text: string;
  readonly placeMap: PlaceMap | undefined;
  /** What was changed in its text: `placeMap` is made of it. */
  readonly edits: readonly Edit[];
  /** Where it says that its source map is. */
  readonly mapUrl: string | undefined;
  readonly requests: readonly ModuleRequest[];
  /** What it is given, in order. */
  readonly imports: readonly ImportedName[];
  /** The names that it takes from its surroundings, but for those it asks the type of. */
  readonly free: readonly string[];
  /** The names of its own that it exports, in the order in which it tells of them. */
  readonly exports: readonly string[];
  /** The names it exports of other modules. */
  readonly reexports: readonly (ImportedName & { readonly exported: string })[];
  /** Which requests it exports whole, by `export *`. */
  readonly stars: readonly number[];
  /** Whether it has an `await` at its top level. */
  readonly isAsync: boolean;
  /** Whether its default export is a function without a name, which the language then calls `default`. */
  readonly isDefaultUnnamed: boolean;
}

/** A CommonJS module. */
export interface CjsSource {
  readonly kind: 'cjs';
  /** The function around it: `exports`, `require`, `module`, `__filename`, `__dirname`, and our own. */
  readonly text: string;
  readonly placeMap: PlaceMap | undefined;
  /** What was changed in its text: `placeMap` is made of it. */
  readonly edits: readonly Edit[];
  /** Where it says that its source map is. */
  readonly mapUrl: string | undefined;
  /** The names that it takes from its surroundings, but for those it asks the type of. */
  readonly free: readonly string[];
  /** What it requires by a name that is written out: read ahead, and not run until it is asked for. */
  readonly requires: readonly string[];
  /** The names that an ES module can import of it, as Node finds them: by the text alone. */
  readonly exports: readonly string[];
  /** Modules whose names it exports too: `module.exports = require('x')`. */
  readonly reexports: readonly string[];
}

/** A file that is a value and runs nothing; each cell makes the value for itself. */
export interface ValueSource {
  readonly kind: 'bytes' | 'json' | 'text';
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** WebAssembly. */
interface WasmSource {
  readonly kind: 'wasm';
  readonly bytes: Uint8Array;
}

/** A parsed file. */
export type ParsedSource = CjsSource | EsmSource | ValueSource | WasmSource;
