/**
 * What the syntax tree of a module says that its names do not: where identifiers stand, and where `import` does.
 *
 * A mistake here changes what a module means; it gives no authority.
 */
import type { Expression, Node, Program } from 'acorn';
import { base, full, recursive } from 'acorn-walk';

interface Syntax extends Node {
  readonly callee?: Syntax;
  readonly object?: Syntax;
  readonly tag?: Syntax;
  readonly shorthand?: boolean;
  readonly value?: Syntax;
  readonly source?: Syntax & { readonly value?: unknown };
  readonly options?: Expression | null;
  readonly meta?: Syntax & { readonly name?: string };
  readonly arguments?: readonly (Syntax & { readonly value?: unknown })[];
  readonly name?: string;
  readonly operator?: string;
  readonly argument?: Syntax | null;
  readonly await?: boolean;
}

/** What is found by looking at every node. */
export interface Mentions {
  /** Where an identifier is both the key and the value of a property: `{ name }`. */
  readonly shorthands: ReadonlySet<number>;
  /** Where an expression begins that `new` constructs. */
  readonly constructed: ReadonlySet<number>;
  /** Where an identifier is only asked for its type. */
  readonly typeofs: ReadonlySet<number>;
  /** Where `import(…)` stands. */
  readonly dynamicImports: readonly number[];
  /** Where `import.meta` stands. */
  readonly metas: readonly { readonly start: number; readonly end: number }[];
  /** The specifiers of `require('…')`. */
  readonly requires: readonly string[];
}

const headOf = (callee: Syntax): Syntax => {
  let head = callee;
  for (;;) {
    const next = head.type === 'MemberExpression' ? head.object : undefined;
    const tag = head.type === 'TaggedTemplateExpression' ? head.tag : undefined;
    if (next === undefined && tag === undefined) return head;
    head = (next ?? tag) as Syntax;
  }
};

/** Looks at every node. */
export const mentionsIn = (ast: Program): Mentions => {
  const shorthands = new Set<number>();
  const constructed = new Set<number>();
  const typeofs = new Set<number>();
  const dynamicImports: number[] = [];
  const metas: { readonly start: number; readonly end: number }[] = [];
  const requires = new Set<string>();
  full(ast, (each) => {
    const node = each as Syntax;
    switch (node.type) {
      case 'Property':
        if (node.shorthand === true) shorthands.add(node.start);
        break;
      case 'UnaryExpression':
        if (node.operator === 'typeof' && node.argument?.type === 'Identifier') typeofs.add(node.argument.start);
        break;
      case 'NewExpression':
        if (node.callee !== undefined) constructed.add(headOf(node.callee).start);
        break;
      case 'ImportExpression':
        dynamicImports.push(node.start);
        break;
      case 'MetaProperty':
        if (node.meta?.name === 'import') metas.push(node);
        break;
      case 'CallExpression': {
        const [specifier] = node.arguments ?? [];
        const isRequire = node.callee?.type === 'Identifier' && node.callee.name === 'require';
        if (isRequire && typeof specifier?.value === 'string') requires.add(specifier.value);
        break;
      }
      default:
    }
  });
  return { shorthands, constructed, typeofs, dynamicImports, metas, requires: [...requires] };
};

/** Whether a module has an `await` outside its functions. */
export const hasTopLevelAwait = (ast: Program): boolean => {
  let isFound = false;
  const found = (): void => {
    isFound = true;
  };
  recursive(ast, undefined, {
    Function: () => undefined,
    AwaitExpression: found,
    ForOfStatement: (node, state, visit) => {
      if (node.await) found();
      else base.ForOfStatement?.(node, state, visit);
    },
  });
  return isFound;
};

/** Whether a text that may be read as a module can be nothing else. */
export const isModuleSyntax = (ast: Program): boolean =>
  ast.body.some(({ type }) => type.startsWith('Import') || type.startsWith('Export')) ||
  mentionsIn(ast).metas.length > 0 ||
  hasTopLevelAwait(ast);
