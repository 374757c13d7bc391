/**
 * Compiles a guest's source: what it declares and mentions, and the text that a cell evaluates for it.
 *
 * The text is a function, so that its declarations are local to it and loops over them run at full speed; before its
 * first statement it hands the cell a getter and a setter for each. The guest's text starts on the second line and
 * keeps its columns.
 *
 * Invariant: names of the guest's go into the text only as identifiers that acorn has read as such.
 */
import { type Edit, type PlaceMap, applyEdits, placeMapOf } from './edits.js';
import { evasions, isSuspicious } from './evade.js';
import { type Parsed, type Place, SourceError, offsetShift, parse, placesIn } from './parse.js';
import { readLiteral, resultEdits } from './single.js';
import { type Declared, type Free, type Scope, scopeOf } from './scope.js';
import { settleFunctions, settlingOf } from './settle.js';
import { isQuickened, type PropertyNames, propertyEdits, type Use, usesIn } from './uses.js';

/**
 * `expression` for rEval, `program` for rExec, `async` for one with top-level await, `single` for what is typed at a
 * console (the value of its last statement, in an array), `eval` for a guest's own eval.
 */
export type ProgramKind = 'expression' | 'program' | 'async' | 'single' | 'eval';

/** A stand-in for a name of the program: an identifier of the same length that the program does not use. */
interface Alias {
  readonly alias: string;
  /** What it stands for: `typeof name`, or `arguments`, which has no meaning at the top level, or `import(…)`. */
  readonly name: string;
  readonly means: 'typeof' | 'arguments' | 'import';
}

/** A text to evaluate. */
export interface Text {
  readonly text: string;
  /** From a place in the guest's lines of the text to the place in the source, where they differ. */
  readonly placeMap: PlaceMap | undefined;
}

/** A compiled source. */
export interface Compiled extends Text {
  readonly kind: ProgramKind;
  readonly declared: readonly Declared[];
  /** The names it uses and does not declare, without those it only asks the type of. */
  readonly free: readonly string[];
  readonly aliases: readonly Alias[];
  /** The same program as it may run where nothing else can see these names meanwhile: at full speed. */
  readonly alone: (Text & { readonly names: ReadonlySet<string> }) | undefined;
  /** One of its texts, with these names as properties of the global; undefined where nothing would be gained. */
  readonly asProperties: ((text: Text, names: PropertyNames) => Text) | undefined;
  /** Whether it may see names of the global that it does not mention. */
  readonly seesAll: boolean;
}

/** What may reach the global other than by a name; `\\u` may hide any of them. */
const byOtherWays = /\b(?:this|globalThis|eval|Function|import)\b|\\u/u;

/** Letters (Yi, Hangul) that a program hardly uses, to make identifiers of that are as long as another. */
function* rareLetters(source: string): Generator<string, undefined, undefined> {
  const used = new Set(source.match(/[\ua000-\ua48c\uac00-\ud7a3]/gu));
  for (const [from, to] of [
    [0xa000, 0xa48c],
    [0xac00, 0xd7a3],
  ] as const) {
    for (let code = from; code <= to; code += 1) {
      const letter = String.fromCharCode(code);
      if (!used.has(letter)) yield letter;
    }
  }
  return undefined;
}

/** Makes aliases, and the edits that put them in place. */
class Aliases {
  readonly made = new Map<string, Alias>();
  readonly edits: Edit[] = [];
  readonly #source: string;
  #letters: Generator<string, undefined, undefined> | undefined;

  constructor(source: string) {
    this.#source = source;
  }

  replace(name: string, means: Alias['means'], { start, end }: { start: number; end: number }): void {
    const text = this.#aliasOf(name, means).padEnd(end - start);
    this.edits.push({ start, length: end - start, text });
  }

  #aliasOf(name: string, means: Alias['means']): string {
    const known = this.made.get(`${means} ${name}`);
    if (known !== undefined) return known.alias;
    this.#letters ??= rareLetters(this.#source);
    const { value: letter } = this.#letters.next();
    if (letter === undefined) throw new SourceError('the source uses more different letters than a cell can read');
    // A first letter outside the Basic Multilingual Plane takes two code units.
    const isWide = (name.codePointAt(0) ?? 0) > 0xffff;
    const alias = `${letter}${isWide ? '_' : ''}${name.slice(isWide ? 2 : 1)}`;
    this.made.set(`${means} ${name}`, { alias, name, means });
    return alias;
  }
}

const aliasesFor = (source: string, { free, imports }: Scope, shift: number): Aliases => {
  const aliases = new Aliases(source);
  for (const { name, start, end, isTypeof } of free) {
    const span = { start: start - shift, end: end - shift };
    if (name === 'arguments') aliases.replace(name, 'arguments', span);
    else if (isTypeof) aliases.replace(name, 'typeof', span);
  }
  for (const start of imports) {
    aliases.replace('import', 'import', { start: start - shift, end: start - shift + 'import'.length });
  }
  return aliases;
};

/** `arguments[0]([["x",()=>x,_=>{x=_}],…]);`: what the program hands to the cell before its first statement. */
const publication = (declared: readonly Declared[]): string => {
  if (declared.length === 0) return '';
  const entries = declared.map(({ name }) => {
    const value = name === '_' ? '$' : '_';
    return `[${JSON.stringify(name)},()=>${name},${value}=>{${name}=${value}}]`;
  });
  return `arguments[0]([${entries.join(',')}]);`;
};

const wrapped = (kind: ProgramKind, before: string, body: string): string => {
  switch (kind) {
    case 'expression':
      return `(function(){'use strict';return(\n${body}\n)})`;
    case 'program':
      return `(function(){'use strict';${before}\n${body}\n})`;
    case 'async':
    case 'single':
      return `(async function(){'use strict';${before}\n${body}\n})`;
    default:
      // Evaluated as it is, for its completion value; its declarations are its own, as strict code's are.
      return `\n${body}`;
  }
};

/** Reads an expression: the whole text is one, so that `1); f(` is none. */
const parseExpression = (source: string, tokens: boolean): { parsed: Parsed; inner: string } => {
  const inner = `(\n${source}\n)`;
  const parsed = parse(inner, { tokens, parens: true });
  const [, statement, more] = parsed.ast.body;
  const isOne =
    more === undefined &&
    statement?.type === 'ExpressionStatement' &&
    (statement.expression.type as string) === 'ParenthesizedExpression' &&
    statement.expression.end === offsetShift({}) + inner.length;
  if (!isOne) {
    throw new SourceError('rEval takes one expression; rExec takes statements', { line: 1, column: 1 });
  }
  return { parsed, inner };
};

const parseStatements = (kind: ProgramKind, source: string, tokens: boolean): Parsed =>
  parse(source, { tokens, await: kind === 'async' || kind === 'single' });

const namesOf = (free: readonly Free[]): string[] => [
  ...new Set(free.filter(({ name, isTypeof }) => !isTypeof && name !== 'arguments').map(({ name }) => name)),
];

const compileExpression = (source: string): Compiled => {
  const suspicious = isSuspicious(source);
  // The text is wrapped for reading by a line that its places are then counted without.
  const { parsed, inner } = unwrapLine(() => parseExpression(source, suspicious));
  return assemble('expression', source, parsed, offsetShift({}) + inner.indexOf('\n') + 1, suspicious);
};

/** A fault on line 2 of a wrapped expression is on line 1 of the guest's. */
const unwrapLine = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof SourceError && error.place !== undefined && error.place.line > 1) {
      throw new SourceError(error.message, { ...error.place, line: error.place.line - 1 }, error.kind);
    }
    throw error;
  }
};

/** What is typed at a console: an object where it can be read as one, and statements otherwise. */
const compileSingle = (source: string): Compiled => {
  const suspicious = isSuspicious(source);
  const literal = readLiteral(source, suspicious);
  if (literal !== undefined) return assemble('single', source, literal, offsetShift({}) + 1, suspicious);
  return assemble('single', source, parseStatements('single', source, suspicious), offsetShift({}), suspicious);
};

/** Gives the same text for the same names: a cell knows by it what it has evaluated. */
const quickening = (
  uses: () => readonly Use[],
  quicken: (text: Text, edits: readonly Edit[]) => Text,
): ((text: Text, names: PropertyNames) => Text) => {
  let known: readonly Use[] | undefined;
  const made = new WeakMap<Text, { readonly key: string; readonly text: Text }>();
  return (text, names) => {
    const key = JSON.stringify([...names]);
    const last = made.get(text);
    if (last?.key === key) return last.text;
    known ??= uses();
    const quick = quicken(text, propertyEdits(known, names));
    made.set(text, { key, text: quick });
    return quick;
  };
};

const assemble = (kind: ProgramKind, source: string, parsed: Parsed, shift: number, suspicious: boolean): Compiled => {
  const placeOf = placesIn(source);
  const place = (offset: number): Place => placeOf(offset - shift);
  const scope = scopeOf(parsed.ast, source, place);
  const aliases = aliasesFor(source, scope, shift);
  const edits = [...aliases.edits, ...(suspicious ? evasions(source, parsed, shift, place) : [])];
  if (kind === 'single') edits.push(...resultEdits(source, parsed.ast, shift));
  const declared = kind === 'eval' ? [] : scope.declared;
  const textWith = (before: string, more: readonly Edit[]): Text => ({
    text: wrapped(kind, before, applyEdits(source, [...edits, ...more])),
    placeMap: placeMapOf(source, [...edits, ...more]),
  });
  const before = publication(declared);
  const settling = kind === 'program' ? settlingOf(parsed.ast, scope.top, shift) : undefined;
  const shared = declared.filter(({ name }) => settling?.names.has(name) !== true);
  const beforeAlone = settling && publication(shared) + settleFunctions(settling);
  const alone = settling && { ...textWith(beforeAlone ?? '', settling.edits), names: settling.names };
  const quicken = (text: Text, more: readonly Edit[]): Text =>
    text === alone ? textWith(beforeAlone ?? '', [...(settling?.edits ?? []), ...more]) : textWith(before, more);
  const isQuick = !suspicious && kind !== 'eval' && isQuickened(source);
  return {
    ...textWith(before, []),
    kind,
    declared,
    free: namesOf(scope.free),
    aliases: [...aliases.made.values()],
    alone,
    asProperties: isQuick ? quickening(() => usesIn(parsed.ast, scope.free, shift), quicken) : undefined,
    seesAll: byOtherWays.test(source),
  };
};

/**
 * Compiles a source.
 *
 * @throws SourceError where the source is not what its kind asks for, with the place.
 */
export const compile = (kind: ProgramKind, source: string): Compiled => {
  try {
    if (kind === 'expression') return compileExpression(source);
    if (kind === 'single') return compileSingle(source);
    const suspicious = isSuspicious(source);
    return assemble(kind, source, parseStatements(kind, source, suspicious), offsetShift({}), suspicious);
  } catch (error) {
    // Reading names walks the tree recursively, as acorn does.
    if (error instanceof RangeError) {
      throw new SourceError('the source is nested too deeply to be read', undefined, 'RangeError');
    }
    throw error;
  }
};
