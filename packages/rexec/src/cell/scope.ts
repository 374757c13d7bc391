/**
 * What the names of a program mean: which it declares at its top level, which it takes from its surroundings.
 *
 * By eslint-scope. A mistake here makes a name undefined or a declaration forgotten; it gives no authority.
 */
import type { Node, Program } from 'acorn';
import { full } from 'acorn-walk';
import { type Scope as LexicalScope, type Variable, analyze } from 'eslint-scope';
import { type Place, SourceError } from './parse.js';

/** A name that a program declares at its top level. */
export interface Declared {
  readonly name: string;
  /** Whether its value can never be another: `const`. */
  readonly constant: boolean;
}

/** A name that a program uses and does not declare. */
export interface Free {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Whether it is asked only for its type, which a name that is nowhere has too. */
  readonly isTypeof: boolean;
}

/** What a program declares and mentions. */
export interface Scope {
  readonly declared: readonly Declared[];
  readonly free: readonly Free[];
  /** Where `import(…)` stands. */
  readonly imports: readonly number[];
  /** The top level itself. */
  readonly top: LexicalScope;
}

interface Syntax extends Node {
  readonly operator?: string;
  readonly argument?: Node | null;
  readonly callee?: Node;
  readonly expression?: Node;
  readonly name?: string;
}

const unwrapped = (node: Syntax | null | undefined): Syntax | null | undefined =>
  node?.type === 'ParenthesizedExpression' ? unwrapped(node.expression) : node;

const isConstant = ({ defs }: Pick<Variable, 'defs'>): boolean =>
  defs.some((definition) => definition.type === 'Variable' && definition.parent.kind === 'const');

interface Mentions {
  readonly typeofs: ReadonlySet<number>;
  readonly evals: ReadonlySet<number>;
  readonly imports: readonly number[];
}

/** What is found by looking at every node, which most programs are spared. */
const mentionsOf = (ast: Program, source: string): Mentions => {
  const typeofs = new Set<number>();
  const evals = new Set<number>();
  const imports: number[] = [];
  if (/\btypeof\b|\bimport\b|\beval\b/u.test(source)) {
    full(ast, (each) => {
      const node = each as Syntax;
      if (node.type === 'UnaryExpression' && node.operator === 'typeof') {
        const argument = unwrapped(node.argument);
        if (argument?.type === 'Identifier') typeofs.add(argument.start);
      } else if (node.type === 'CallExpression') {
        const callee = unwrapped(node.callee);
        if (callee?.type === 'Identifier' && callee.name === 'eval') evals.add(callee.start);
      } else if (node.type === 'ImportExpression') imports.push(node.start);
    });
  }
  return { typeofs, evals, imports };
};

/**
 * Reads the names of a program.
 *
 * @throws SourceError where it has a direct eval, which would see nothing of the place it stands in.
 */
export const scopeOf = (ast: Program, source: string, placeOf: (offset: number) => Place, isModule = false): Scope => {
  const { typeofs, evals, imports } = mentionsOf(ast, source);
  const { globalScope } = analyze(ast as Parameters<typeof analyze>[0], {
    ecmaVersion: 2022,
    sourceType: isModule ? 'module' : 'script',
    ignoreEval: true,
  });
  const declared: Declared[] = [];
  const free: Free[] = [];
  if (globalScope === null) throw new SourceError('the source has no top level');
  for (const variable of globalScope.set.values()) {
    if (variable.defs.length > 0) declared.push({ name: variable.name, constant: isConstant(variable) });
  }
  for (const { identifier } of globalScope.through) {
    const { name, range } = identifier as { readonly name: string; readonly range?: readonly [number, number] };
    if (range === undefined || globalScope.set.has(name)) continue;
    const [start, end] = range;
    if (name === 'eval' && evals.has(start)) {
      throw new SourceError(
        'a direct eval cannot see the names around it here; write (0, eval)(source) for one that sees globals only, or use Function',
        placeOf(start),
      );
    }
    free.push({ name, start, end, isTypeof: typeofs.has(start) });
  }
  return { declared, free, imports, top: globalScope };
};
