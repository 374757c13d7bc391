/**
 * What kind of file a name is, and whether the policy grants that kind.
 *
 * Invariant: a type that the policy does not grant is never run. What nothing but its text tells of is parsed to be told.
 */
import { ImportError } from '../errors/index.js';
import type { FileType } from '../policy/vocabulary/file-types.js';
import type { Asked, Source } from './hooks/hooks.js';
import type { Format, TextKind } from './parsers/parser.js';

/** What the extension of a name says. */
interface ByName {
  readonly type: FileType | 'js';
  readonly module: 'cjs' | 'esm' | undefined;
}

const byExtension: Readonly<Record<string, ByName>> = {
  js: { type: 'js', module: undefined },
  mjs: { type: 'esm', module: 'esm' },
  cjs: { type: 'cjs', module: 'cjs' },
  json: { type: 'json', module: undefined },
  wasm: { type: 'wasm', module: undefined },
  ts: { type: 'ts', module: undefined },
  mts: { type: 'ts', module: 'esm' },
  cts: { type: 'ts', module: 'cjs' },
};

const byAttribute: ReadonlySet<string> = new Set<FileType>(['bytes', 'json', 'text']);

/** How a file is to be parsed, or the question that is left: what its package says of a `.js` or a `.ts`. */
export class FormatOf {
  readonly #okFileTypes: readonly string[];
  readonly #textKindOf: (bytes: Uint8Array) => TextKind;

  /** @param textKindOf - tells what a text can be, where nothing else does. */
  constructor(okFileTypes: readonly string[], textKindOf: (bytes: Uint8Array) => TextKind) {
    this.#okFileTypes = okFileTypes;
    this.#textKindOf = textKindOf;
  }

  /** Whether the nearest package.json has a say. */
  needsPackage({ name, type }: Pick<Source, 'name' | 'type'>, attribute: string | undefined): boolean {
    const named = byName(name);
    return (
      attribute === undefined &&
      type === undefined &&
      (named?.type === 'js' || named?.type === 'ts') &&
      named.module === undefined
    );
  }

  /**
   * @param attribute - the type that the import asks for.
   * @param packageType - the `type` of the nearest package.json.
   * @throws ImportError where it is none that is known, or none that is granted.
   */
  formatOf({ name, type, bytes }: Source, attribute: string | undefined, packageType: unknown, asked: Asked): Format {
    if (attribute !== undefined) {
      if (byAttribute.has(attribute)) return { type: this.#granted(attribute as FileType, asked), module: undefined };
      throw new ImportError({ ...asked, why: `the attribute type '${attribute}' is none of json, text, bytes` });
    }
    const named: ByName | undefined =
      type === undefined ? byName(name) : { type, module: type === 'cjs' || type === 'esm' ? type : undefined };
    if (named === undefined) {
      throw new ImportError({
        ...asked,
        why: `'${name}' has no extension of a known file type; with { type: 'text' } or 'bytes' imports any file as a value`,
      });
    }
    if (named.type !== 'js' && named.type !== 'ts') {
      return { type: this.#granted(named.type, asked), module: named.module };
    }
    const module = named.module ?? this.#moduleKind(packageType, bytes);
    return { type: this.#granted(named.type === 'ts' ? 'ts' : module, asked), module };
  }

  #moduleKind(packageType: unknown, bytes: Uint8Array): 'cjs' | 'esm' {
    if (packageType === 'module') return 'esm';
    if (packageType === 'commonjs') return 'cjs';
    const kind = this.#textKindOf(bytes);
    if (kind !== 'either') return kind;
    return this.#okFileTypes.includes('cjs') ? 'cjs' : 'esm';
  }

  #granted<T extends FileType>(type: T, asked: Asked): T {
    if (this.#okFileTypes.includes(type)) return type;
    throw new ImportError({ ...asked, why: `its file type, ${type}, is not granted`, policyLine: 'okFileTypes' });
  }
}

const byName = (name: string): ByName | undefined => {
  const extension = /\.([a-z]+)(?:\?[^/]*)?$/iu.exec(name)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined;
};
