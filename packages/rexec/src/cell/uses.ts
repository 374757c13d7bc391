/**
 * Where a program uses names that an earlier one declared, and the text in which it uses them as properties of the global.
 *
 * SES's scopes are objects, which the engine asks by name at each use: some ten to twenty times what a property of an
 * object at hand costs; and a function that is found in one is called with it as `this`. So a program is given
 * `globalThis.name` for such a name. What differs from the language is seen only where the name is taken from the global
 * between two uses: it is then undefined, and no error.
 *
 * Invariant: an edit puts an expression in the place of a name, and means the same as it by the language's own rules for
 * what is around: `this` of a call, names of functions, and where a line ends a statement.
 */
import type { Node, Program } from 'acorn';
import { full } from 'acorn-walk';
import type { Edit } from './edits.js';
import type { Free } from './scope.js';

/** A name at one place of a program. */
export interface Use {
  readonly name: string;
  readonly start: number;
  readonly length: number;
  /** `plain`, what is called, what is called at the start of a statement, `{ name }`. */
  readonly form: 'call' | 'firstCall' | 'plain' | 'shorthand';
}

interface Syntax extends Node {
  readonly callee?: Node;
  readonly tag?: Node;
  readonly expression?: Node;
  readonly left?: Syntax;
  readonly right?: Syntax;
  readonly value?: Syntax;
  readonly shorthand?: boolean;
  readonly properties?: readonly Syntax[];
  readonly id?: Node | null;
  readonly name?: string;
}

const unwrapped = (node: Syntax | undefined): Syntax | undefined =>
  node?.type === 'ParenthesizedExpression' ? unwrapped(node?.expression) : node;

/** What takes its name from the variable that it is assigned to. */
const takesName = (node: Syntax | undefined): boolean => {
  const value = unwrapped(node);
  if (value === undefined) return false;
  if (value.type === 'ArrowFunctionExpression') return true;
  return (value.type === 'FunctionExpression' || value.type === 'ClassExpression') && (value.id ?? null) === null;
};

interface Places {
  readonly called: ReadonlySet<number>;
  readonly shorthand: ReadonlySet<number>;
  readonly statements: ReadonlySet<number>;
  readonly naming: ReadonlySet<number>;
  /** Of the identifier `globalThis`. */
  readonly globals: readonly number[];
}

const placesIn = (ast: Program): Places => {
  const called = new Set<number>();
  const shorthand = new Set<number>();
  const statements = new Set<number>();
  const naming = new Set<number>();
  const globals: number[] = [];
  full(ast, (each) => {
    const node = each as Syntax;
    switch (node.type) {
      case 'CallExpression':
      case 'TaggedTemplateExpression': {
        const callee = unwrapped(node.callee ?? node.tag);
        if (callee !== undefined) called.add(callee.start);
        break;
      }
      case 'ObjectExpression':
      case 'ObjectPattern':
        for (const property of node.properties ?? []) {
          const { value } = property;
          if (property.shorthand === true && value !== undefined) shorthand.add((value.left ?? value).start);
        }
        break;
      case 'ExpressionStatement':
        statements.add(node.start);
        break;
      case 'AssignmentExpression':
      case 'AssignmentPattern':
        if (takesName(node.right)) naming.add(unwrapped(node.left)?.start ?? -1);
        break;
      case 'Identifier':
        if (node.name === 'globalThis') globals.push(node.start);
        break;
      default:
    }
  });
  return { called, shorthand, statements, naming, globals };
};

/** Where a program uses names that it does not declare, and where another expression can stand for them. */
export const usesIn = (ast: Program, free: readonly Free[], shift: number): readonly Use[] => {
  const { called, shorthand, statements, naming, globals } = placesIn(ast);
  // A `globalThis` that the program declares somewhere is another.
  const own = new Set(free.filter(({ name }) => name === 'globalThis').map(({ start }) => start));
  if (globals.some((start) => !own.has(start))) return [];
  // The one name of a pattern with a default is two references.
  const first = new Map(free.toReversed().map((each) => [each.start, each]));
  return [...first.values()]
    .filter(({ name, start, isTypeof }) => !isTypeof && name !== 'arguments' && !naming.has(start))
    .map(({ name, start, end }) => {
      const call = statements.has(start) ? 'firstCall' : 'call';
      const form = shorthand.has(start) ? 'shorthand' : called.has(start) ? call : 'plain';
      return { name, start: start - shift, length: end - start, form };
    });
};

const texts: Readonly<Record<Use['form'], (name: string) => string>> = {
  plain: (name) => `globalThis.${name}`,
  shorthand: (name) => `${name}:globalThis.${name}`,
  // Called as a method it would have the global for its `this`.
  call: (name) => `(0,globalThis.${name})`,
  // With the parenthesis first, the line before would go on where it had ended by the line's end.
  firstCall: (name) => `0,(0,globalThis.${name})`,
};

/** Names that are on the global as accessors, and whether each is a function's. */
export type PropertyNames = ReadonlyMap<string, boolean>;

/** The edits that make properties of these names. */
export const propertyEdits = (uses: readonly Use[], names: PropertyNames): Edit[] =>
  uses
    // The engine's error for calling what is no function would show our text.
    .filter(({ name, form }) => names.get(name) === true || (names.has(name) && !form.endsWith('all')))
    .map(({ name, start, length, form }) => ({ start, length, text: texts[form](name) }));

/** Where a use may be one of many, or a call: for others, evaluating with one more constant takes longer than it saves. */
const isWorthIt = /=>|\b(?:for|while|do|function|class)\b|[\w$)\]]\s*(?:\(|\?\.|`)/u;

/** Whether a program is to have it: not where a name may be written in another way than it is spelt. */
export const isQuickened = (source: string): boolean => isWorthIt.test(source) && !source.includes(String.raw`\u`);
