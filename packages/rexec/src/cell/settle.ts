/**
 * Keeps top-level declarations out of closures, so that loops over them run at full speed.
 *
 * A getter for a variable makes it one that closures share: V8 then keeps it in memory, boxes it where it is a
 * fraction, and does not inline it where it is a function (1.3, 9 and 5 times slower, measured). So where nothing but
 * the program's own straight code can see a variable, the program hands over its value instead: after it is declared,
 * and after each statement that assigns to it, also one that is left by a throw.
 *
 * Whether anything else could see it while the program runs is for main.ts to say, by what ran in the cell before.
 */
import type { Program } from 'acorn';
import type { Scope as LexicalScope, Variable } from 'eslint-scope';
import type { Edit } from './edits.js';

/** How a program hands over values. */
export interface Settling {
  /** The names that no closure of the program shares. */
  readonly names: ReadonlySet<string>;
  /** Those that have their value before the first statement. */
  readonly functions: readonly string[];
  readonly edits: readonly Edit[];
}

interface Use {
  readonly name: string;
  readonly at: number;
  readonly isInner: boolean;
  readonly isWrite: boolean;
}

type Reference = LexicalScope['references'][number];

const usesIn = (top: LexicalScope): Use[] => {
  const resolved: readonly unknown[] = top.variables.flatMap(({ references }) => references);
  const references = new Set([...top.through, ...(resolved as Reference[])]);
  return [...references].map((reference) => {
    const { name, range } = reference.identifier as {
      readonly name: string;
      readonly range?: readonly [number, number];
    };
    return {
      name,
      at: range?.[0] ?? 0,
      isInner: reference.from.variableScope !== top,
      isWrite: reference.isWrite(),
    };
  });
};

const isFunction = ({ defs }: Pick<Variable, 'defs'>): boolean => defs.some(({ type }) => type === 'FunctionName');

const declarations = new Set(['VariableDeclaration', 'ClassDeclaration', 'FunctionDeclaration']);

/** The call that hands values over: `arguments[1]` is the cell's, and a program's own `arguments` is not this one. */
const handOver = (names: readonly string[]): string =>
  names.map((name) => `arguments[1](${JSON.stringify(name)},${name});`).join('');

/** The text that hands over the functions of a program, before its first statement. */
export const settleFunctions = ({ functions }: Settling): string => handOver(functions);

/** How a program's names can be handed over; undefined where each is shared with a closure. */
export const settlingOf = (ast: Program, top: LexicalScope, shift: number): Settling | undefined => {
  const uses = usesIn(top);
  const shared = new Set(uses.filter(({ isInner }) => isInner).map(({ name }) => name));
  const alone = [...top.set.values()].filter(({ name, defs }) => defs.length > 0 && !shared.has(name));
  if (alone.length === 0) return undefined;
  const names = new Set(alone.map(({ name }) => name));
  const changes = [
    ...uses.filter(({ name, isWrite }) => isWrite && names.has(name)),
    ...alone.flatMap(({ name, defs }) => defs.map((definition) => ({ name, at: definition.name.range?.[0] ?? 0 }))),
  ];
  const inOrder = changes.toSorted((one, other) => one.at - other.at);
  const edits: Edit[] = [];
  let next = 0;
  for (const statement of ast.body) {
    const first = next;
    while (next < inOrder.length && (inOrder[next] as { at: number }).at < statement.end) next += 1;
    const changed = [...new Set(inOrder.slice(first, next).map(({ name }) => name))];
    if (changed.length === 0 || statement.type === 'FunctionDeclaration') continue;
    const [start, end] = [statement.start - shift, statement.end - shift];
    if (declarations.has(statement.type)) {
      edits.push({ start: end, length: 0, text: `;${handOver(changed)}` });
    } else {
      edits.push({ start, length: 0, text: 'try{' });
      edits.push({ start: end, length: 0, text: `}finally{${handOver(changed)}}` });
    }
  }
  return { names, functions: alone.filter(isFunction).map(({ name }) => name), edits };
};
