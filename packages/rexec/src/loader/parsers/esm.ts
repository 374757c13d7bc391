/**
 * ES modules: from a file's text to the function that a cell evaluates for it.
 *
 * The function is a generator. Called, it tells what the module exports, as a getter for each name, and takes what it
 * imports, as a getter for each name; its functions are then there for others, as the language wants it in a cycle.
 * Gone on with, it runs. An imported name is a call of its getter, which the engine inlines: live, and with the
 * language's own error for a name that is used too early. With `await` at its top level it is an async generator.
 *
 * SES's own form of a module knows no top-level await, and needs Babel, which takes a quarter of a second to load.
 * Trusts: nothing rests on what is done here; the text is evaluated in a Compartment, behind SES's censor. Invariant:
 * lines stay; the module's text starts on the second.
 */
import type { ExportDefaultDeclaration, ExportNamedDeclaration, Identifier, ImportDeclaration, Literal } from 'acorn';
import { type Scope as LexicalScope, analyze } from 'eslint-scope';
import { type Edit, applyEdits, placeMapOf } from '../../cell/edits.js';
import { evasions, isSuspicious } from '../../cell/evade.js';
import { type Parsed, type Place, SourceError, parse, placesIn } from '../../cell/parse.js';
import { scopeOf } from '../../cell/scope.js';
import { freeIn } from './free-names.js';
import { type Mentions, hasTopLevelAwait, mentionsIn } from './mentions.js';
import { sourceMapUrl } from '../source-map.js';
import { overrides } from './overrides.js';
import { unusedPrefix } from './own-names.js';
import type { EsmSource, ImportedName, ModuleRequest } from './source.js';

type Attributed = Pick<ImportDeclaration, 'attributes' | 'start'>;

const nameOf = (node: Identifier | Literal): string => (node.type === 'Identifier' ? node.name : String(node.value));

class Transform {
  readonly edits: Edit[] = [];
  readonly requests: ModuleRequest[] = [];
  readonly imports: ImportedName[] = [];
  readonly exports: (readonly [exported: string, local: string])[] = [];
  readonly reexports: (ImportedName & { readonly exported: string })[] = [];
  readonly stars: number[] = [];
  readonly prefix: string;
  isDefaultUnnamed = false;
  /** What an imported name is, by its local name. */
  readonly #imported = new Map<string, ImportedName>();
  readonly #source: string;
  readonly #placeOf: (offset: number) => Place;
  readonly #removed: { readonly start: number; readonly end: number }[] = [];

  constructor(source: string, placeOf: (offset: number) => Place) {
    this.#source = source;
    this.#placeOf = placeOf;
    this.prefix = unusedPrefix(source);
  }

  /** Whether an offset is in a statement that has been taken out. */
  isRemoved(offset: number): boolean {
    return this.#removed.some(({ start, end }) => start <= offset && offset < end);
  }

  /** Whether a name is one that is imported: a use of it is written as a call. */
  isImported(name: string): boolean {
    return this.#imported.has(name);
  }

  /** Takes the statements of imports and exports out. Imports first: an export may name what is imported after it. */
  statements({ ast }: Parsed): void {
    for (const node of ast.body) if (node.type === 'ImportDeclaration') this.#import(node);
    for (const node of ast.body) {
      if (node.type === 'ExportNamedDeclaration') this.#exportNamed(node);
      else if (node.type === 'ExportDefaultDeclaration') this.#exportDefault(node);
      else if (node.type === 'ExportAllDeclaration') {
        const request = this.#request(node.source, node);
        if (node.exported === null || node.exported === undefined) this.stars.push(request);
        else
          this.reexports.push({
            request,
            name: undefined,
            place: this.#placeOf(node.start),
            exported: nameOf(node.exported),
          });
        this.#remove(node);
      }
    }
  }

  /** Writes a call of the getter for each use of an imported name. */
  uses(scope: LexicalScope, mentions: Mentions, fail: (why: string, offset: number) => never): void {
    for (const variable of scope.variables) {
      const imported = this.#imported.get(variable.name);
      if (imported === undefined || !variable.defs.some(({ type }) => type === 'ImportBinding')) continue;
      const getter = `${this.prefix}${this.imports.push(imported)}`;
      for (const reference of variable.references) {
        const { name, range } = reference.identifier as { readonly name: string; readonly range?: [number, number] };
        if (range === undefined) continue;
        const [start, end] = range;
        if (this.isRemoved(start)) continue;
        if (reference.isWrite()) fail(`'${name}' is imported: only the module that exports it can assign to it`, start);
        const call = mentions.constructed.has(start) ? `(${getter}())` : `${getter}()`;
        this.#edit(start, end, mentions.shorthands.has(start) ? `${name}:${call}` : call);
      }
    }
  }

  /** Writes our own names for `import(…)` and `import.meta`, and none for `arguments`, which a module has not. */
  words({ dynamicImports, metas }: Mentions, through: LexicalScope['through']): void {
    for (const start of dynamicImports) this.#edit(start, start + 'import'.length, `${this.prefix}i`);
    for (const { start, end } of metas) this.#edit(start, end, `${this.prefix}m`);
    for (const { identifier } of through) {
      const { name, range } = identifier as { readonly name: string; readonly range?: [number, number] };
      if (name === 'arguments' && range !== undefined) this.#edit(range[0], range[1], 'undefined');
    }
  }

  /** The text before the module's first line. */
  head(isAsync: boolean): string {
    const { prefix: p } = this;
    const getters = this.imports.map((_, index) => `${p}${index + 1}`);
    const published = this.exports.map(([exported, local]) => `[${JSON.stringify(exported)},()=>${local}]`);
    const taken = [...getters, `${p}i`, `${p}m`, `${p}o`].join(',');
    return `(${isAsync ? 'async ' : ''}function*(${p}p){'use strict';let ${taken};${p}p([${published.join(',')}],${p}g=>{[${taken}]=${p}g});yield;`;
  }

  #request(source: Literal, { attributes }: Attributed): number {
    const specifier = String(source.value);
    const type = attributes.find(({ key }) => nameOf(key) === 'type')?.value.value;
    const wanted = typeof type === 'string' ? type : undefined;
    const known = this.requests.findIndex((each) => each.specifier === specifier && each.type === wanted);
    return known === -1 ? this.requests.push({ specifier, type: wanted }) - 1 : known;
  }

  #import(node: ImportDeclaration): void {
    const request = this.#request(node.source, node);
    for (const specifier of node.specifiers) {
      const name =
        specifier.type === 'ImportNamespaceSpecifier'
          ? undefined
          : specifier.type === 'ImportSpecifier'
            ? nameOf(specifier.imported)
            : 'default';
      this.#imported.set(specifier.local.name, { request, name, place: this.#placeOf(specifier.start) });
    }
    this.#remove(node);
  }

  #exportNamed(node: ExportNamedDeclaration): void {
    const { declaration } = node;
    if (declaration === null || declaration === undefined) {
      const request = node.source && this.#request(node.source, node);
      for (const specifier of node.specifiers) {
        const [local, exported] = [nameOf(specifier.local), nameOf(specifier.exported)];
        const imported = this.#imported.get(local);
        if (typeof request === 'number')
          this.reexports.push({ request, name: local, place: this.#placeOf(specifier.start), exported });
        else if (imported === undefined) this.exports.push([exported, local]);
        else this.reexports.push({ ...imported, exported });
      }
      this.#remove(node);
      return;
    }
    this.#edit(node.start, node.start + 'export'.length, ' '.repeat('export'.length));
    if (declaration.type === 'VariableDeclaration') {
      for (const { id } of declaration.declarations) {
        for (const name of boundNames(id)) this.exports.push([name, name]);
      }
    } else this.exports.push([declaration.id.name, declaration.id.name]);
  }

  #exportDefault({ declaration, start, end }: ExportDefaultDeclaration): void {
    const isFunction = declaration.type === 'FunctionDeclaration';
    const named = (isFunction || declaration.type === 'ClassDeclaration') && declaration.id?.name;
    // What stands between the keywords and what is exported: line ends, maybe, and parentheses.
    const blank = this.#source.slice(start, declaration.start).replace('export', '').replace('default', '');
    const local = `${this.prefix}d`;
    if (typeof named === 'string') {
      this.#edit(start, declaration.start, blank);
      this.exports.push(['default', named]);
      return;
    }
    this.exports.push(['default', local]);
    if (isFunction) {
      // A declaration, so that it is there before the module runs; it has no name, and needs one.
      this.isDefaultUnnamed = true;
      this.#edit(start, declaration.start, blank);
      const head = this.#source.slice(declaration.start, declaration.body.start);
      const open = declaration.start + head.indexOf('(');
      this.#edit(open, open, ` ${local}`);
      return;
    }
    // As a property, what has no name is called `default`, as the language calls it.
    this.#edit(start, declaration.start, `const ${local}={default:${blank}`);
    const last = this.#source[end - 1] === ';' ? end - 1 : end;
    this.#edit(last, last, '}.default;');
  }

  #remove({ start, end }: { readonly start: number; readonly end: number }): void {
    this.#removed.push({ start, end });
    this.#edit(start, end, `;${this.#source.slice(start, end).replaceAll(/[^\r\n\u2028\u2029]+/gu, '')}`);
  }

  #edit(start: number, end: number, text: string): void {
    this.edits.push({ start, length: end - start, text });
  }
}

interface Pattern {
  readonly type: string;
  readonly name?: string;
  readonly elements?: readonly (Pattern | null)[];
  readonly properties?: readonly Pattern[];
  readonly value?: Pattern;
  readonly argument?: Pattern;
  readonly left?: Pattern;
}

/** The names that a pattern declares. */
const boundNames = (pattern: Pattern): string[] => {
  if (pattern.type === 'Identifier') return [pattern.name ?? ''];
  const inner = [...(pattern.elements ?? []), ...(pattern.properties ?? [])];
  for (const part of [pattern.type === 'Property' ? pattern.value : undefined, pattern.argument, pattern.left]) {
    if (part !== undefined) inner.push(part);
  }
  return inner.flatMap((each) => (each === null ? [] : boundNames(each)));
};

/**
 * Parses a module.
 *
 * @throws SourceError where it is no module, with the place.
 */
export const parseEsm = (given: string): EsmSource => {
  // A hashbang would be on our second line.
  const source = given.replace(/^#!/u, '//');
  const suspicious = isSuspicious(source);
  const parsed = parse(source, { module: true, tokens: suspicious });
  const placeOf = placesIn(source);
  const fail = (why: string, offset: number): never => {
    throw new SourceError(why, placeOf(offset));
  };
  // For the refusal of a direct eval, with its place.
  if (/\beval\b/u.test(source)) scopeOf(parsed.ast, source, placeOf, true);
  const { globalScope } = analyze(parsed.ast as Parameters<typeof analyze>[0], {
    ecmaVersion: 2022,
    sourceType: 'module',
    ignoreEval: true,
  });
  const [moduleScope] = globalScope?.childScopes ?? [];
  if (globalScope === null || moduleScope === undefined) throw new SourceError('the source has no top level');
  const mentions = mentionsIn(parsed.ast);
  const transform = new Transform(source, placeOf);
  transform.statements(parsed);
  transform.uses(moduleScope, mentions, fail);
  transform.words(mentions, globalScope.through);
  const { edits, requests, imports, exports, reexports, stars, prefix, isDefaultUnnamed } = transform;
  // First, for what they put at the end of an expression belongs before what the transform puts there.
  edits.unshift(...overrides(parsed.ast, source, `${prefix}o`, 0, (name) => transform.isImported(name)));
  if (suspicious) {
    edits.push(...evasions(source, parsed, 0, placeOf).filter(({ start }) => !transform.isRemoved(start)));
  }
  const isAsync = /\bawait\b/u.test(source) && hasTopLevelAwait(parsed.ast);
  return {
    kind: 'esm',
    text: `${transform.head(isAsync)}\n${applyEdits(source, edits)}\n})`,
    placeMap: placeMapOf(source, edits),
    edits,
    mapUrl: sourceMapUrl(source),
    requests,
    imports,
    free: freeIn(globalScope.through, mentions),
    exports: exports.map(([exported]) => exported),
    reexports,
    stars,
    isAsync,
    isDefaultUnnamed,
  };
};
