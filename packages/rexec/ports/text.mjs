/**
 * What is done to the text of a bundle, and asked of it, before it may be a module of a cell.
 */
import { parse } from 'acorn';
import { full } from 'acorn-walk';
import { analyze } from 'eslint-scope';

const options = { ecmaVersion: 2022, ranges: true };

/** Every name that something frozen by lockdown has, and that an object may inherit. */
const inherited = new Set(
  [Object, Function, Array, Error, RegExp, Promise, Map, Set, Date, String, Number, Boolean, Symbol, Uint8Array]
    .flatMap(({ prototype }) => [prototype, Reflect.getPrototypeOf(prototype)])
    .flatMap((prototype) => (prototype === null ? [] : Object.getOwnPropertyNames(prototype)))
    .filter((name) => name !== '__proto__'),
);

// Assigns as the language did before lockdown: what is inherited and frozen is no obstacle to an own property.
const helper = `const $assign = (target, name, value) => {
  if (!Object.hasOwn(target, name) && name in target && Object.isExtensible(target) && !$setter(target, name)) {
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  } else target[name] = value;
  return value;
};
const $setter = (target, name) => {
  for (let holder = target; holder !== null; holder = Object.getPrototypeOf(holder)) {
    const property = Object.getOwnPropertyDescriptor(holder, name);
    if (property !== undefined) return property.set !== undefined && !Object.isFrozen(holder);
  }
  return false;
};
`;

/**
 * The text with its assignments to inherited names (`Buffer.prototype.toString = …`) written so that they work where
 * the intrinsics are frozen: the "override mistake". Only names written out are changed; computed ones are as they were.
 */
export const withOwnProperties = (text) => {
  const edits = [];
  // With what is in parentheses a node of its own, whose ends are those of the text to edit.
  const ast = parse(text, { ...options, sourceType: 'script', preserveParens: true });
  full(ast, (node) => {
    if (node.type !== 'AssignmentExpression' || node.operator !== '=') return;
    const { left, right } = node;
    if (left.type !== 'MemberExpression' || left.computed || left.property.type !== 'Identifier') return;
    if (!inherited.has(left.property.name)) return;
    edits.push({ at: left.start, remove: 0, text: '$assign(' });
    edits.push({ at: left.object.end, remove: right.start - left.object.end, text: `, '${left.property.name}', ` });
    edits.push({ at: right.end, remove: 0, text: ')' });
  });
  if (edits.length === 0) return text;
  let changed = '';
  let from = 0;
  for (const { at, remove, text: inserted } of edits.toSorted((one, other) => one.at - other.at)) {
    changed += text.slice(from, at) + inserted;
    from = at + remove;
  }
  return helper + changed + text.slice(from);
};

/** The text without its comments, which have words in them that SES's censor refuses. */
export const withoutComments = (text) => {
  const comments = [];
  parse(text, { ...options, sourceType: 'script', onComment: comments });
  let kept = '';
  let from = 0;
  for (const { start, end } of comments) {
    kept += `${text.slice(from, start)} `;
    from = end;
  }
  return kept + text.slice(from);
};

/** The names that a text takes from its surroundings. */
export const freeNames = (text) => {
  const ast = parse(text, { ...options, sourceType: 'module' });
  const { globalScope } = analyze(ast, { ecmaVersion: 2022, sourceType: 'module' });
  return [...new Set(globalScope.through.map(({ identifier }) => identifier.name))].toSorted();
};
