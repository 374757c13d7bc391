/**
 * Assignments to names that an object inherits from a frozen intrinsic: `Child.prototype.constructor = Child`,
 * `error.message = '…'`, `lodash.bind = bind`. The language refuses them (the "override mistake"); code that was
 * written before lockdown counts on them.
 *
 * The lockdown's own cure makes accessors of the intrinsics' properties, for all code, and some are slow (see
 * lockdown/settings.ts). Here such an assignment becomes a call of a function that makes an own property where the
 * language refuses, and assigns as ever where it does not. Trusts: nothing; both are what the guest can write itself.
 * Invariant: only what an assignment without lockdown would have done is done.
 */
import type { Node, Program } from 'acorn';
import { full } from 'acorn-walk';
import type { Edit } from '../../cell/edits.js';

/** The names: those that libraries are seen to assign to, and that `overrideTaming: 'min'` leaves. */
const names: ReadonlySet<string> = new Set(
  `constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString valueOf toString
  message name
  apply bind call
  catch finally then
  concat entries every filter find forEach includes indexOf join keys map next pop push reduce reverse shift slice some
  sort splice unshift values
  add clear delete get has set size
  exec match replace search split test`
    .trim()
    .split(/\s+/u),
);

/** The function itself, for the cell to evaluate: as strict code, with intrinsics that nobody can change. */
export const overrideText = `((target, name, value) => {
  try {
    target[name] = value;
  } catch (error) {
    if (target === null || (typeof target !== 'object' && typeof target !== 'function')) throw error;
    if (Object.hasOwn(target, name) || !Object.isExtensible(target)) throw error;
    let holder = target;
    do holder = Object.getPrototypeOf(holder); while (holder !== null && !Object.hasOwn(holder, name));
    if (holder === null || !Object.isFrozen(holder) || !('value' in Object.getOwnPropertyDescriptor(holder, name))) throw error;
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  }
  return value;
})`;

interface Assignment extends Node {
  readonly operator?: string;
  readonly left?: Node & { readonly object?: Node; readonly property?: Node & { name?: string }; computed?: boolean };
  readonly right?: Node;
}

const lineEnds = (text: string): string => text.replaceAll(/[^\r\n\u2028\u2029]+/gu, '');

/**
 * The edits that write such assignments as calls.
 *
 * @param assign - the name that the function has in the text.
 * @param shift - how far the offsets of the tree are from those of the text.
 */
export const overrides = (ast: Program, source: string, assign: string, shift: number): Edit[] => {
  const edits: Edit[] = [];
  full(ast, (each) => {
    const { type, operator, left, right, end } = each as Assignment;
    if (type !== 'AssignmentExpression' || operator !== '=' || left?.type !== 'MemberExpression') return;
    const { object, property, computed } = left;
    if (right === undefined || object === undefined || property?.name === undefined) return;
    if (computed === true || object.type === 'Super' || property.type !== 'Identifier') return;
    if (!names.has(property.name)) return;
    const before = source.slice(object.end - shift, property.start - shift);
    const after = source.slice(property.end - shift, right.start - shift);
    // A comment in between, or an escape: it stays as it is.
    if (!/^[)\s]*\.\s*$/u.test(before) || !/^\s*=[\s(]*$/u.test(after)) return;
    const start = object.end - shift + before.indexOf('.');
    const stop = property.end - shift + after.indexOf('=') + 1;
    edits.push({ start: left.start - shift, length: 0, text: `${assign}(` });
    edits.push({
      start,
      length: stop - start,
      text: `,${JSON.stringify(property.name)},${lineEnds(source.slice(start, stop))}`,
    });
    edits.push({ start: end - shift, length: 0, text: ')' });
  });
  return edits;
};
