/**
 * Assignments to names that an object inherits from a frozen intrinsic: `Child.prototype.constructor = Child`,
 * `error.message = '…'`, `lodash.bind = bind`. The language refuses them (the "override mistake"); code that was
 * written before lockdown counts on them.
 *
 * The lockdown's own cure makes accessors of the intrinsics' properties, for all code, and some are slow (see
 * lockdown/settings.ts). Here such an assignment becomes a call of a function that makes an own property where the
 * language refuses, and assigns as ever where it does not. One whose name is worked out, `target[name] = method`, as mixins
 * do, stays an assignment: before it, where `name` is a string, comes a call that makes an own property of what the
 * object inherits; so before `target[Symbol.iterator] = …`. (An index is no string, so that an array's loop pays for one comparison.) Trusts: nothing; all this is
 * what the guest can write itself. Invariant: only what an assignment without lockdown would have done is done.
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

const symbols: ReadonlySet<string> = new Set([
  'asyncIterator',
  'hasInstance',
  'iterator',
  'toPrimitive',
  'toStringTag',
]);

/** The function itself, for the cell to evaluate: as strict code, with intrinsics that nobody can change. */
export const overrideText: string = `(() => {
  // A policy may withhold the cell's own names for these.
  const { constructor: Object } = {};
  const names = ${JSON.stringify(Object.fromEntries(Array.from(names, (name) => [name, true])))};
  const has = name => typeof name === 'symbol' || (typeof name === 'string' && Object.hasOwn(names, name));
  const inherited = (target, name) => {
    if (target === null || (typeof target !== 'object' && typeof target !== 'function')) return undefined;
    // What most objects say of 'name' or 'get', at once.
    if (!(name in target) || Object.hasOwn(target, name) || !Object.isExtensible(target)) return undefined;
    let holder = target;
    do holder = Object.getPrototypeOf(holder); while (holder !== null && !Object.hasOwn(holder, name));
    if (holder === null || !Object.isFrozen(holder)) return undefined;
    const property = Object.getOwnPropertyDescriptor(holder, name);
    return 'value' in property ? property : undefined;
  };
  const own = value => ({ value, writable: true, enumerable: true, configurable: true });
  const assign = (target, name, value) => {
    try {
      target[name] = value;
    } catch (error) {
      if (inherited(target, name) === undefined) throw error;
      Object.defineProperty(target, name, own(value));
    }
    return value;
  };
  assign.prepare = (target, name) => {
    if (!has(name)) return;
    try {
      const property = inherited(target, name);
      if (property !== undefined) Object.defineProperty(target, name, own(property.value));
    } catch {
      // A Proxy that refuses: the assignment will say so.
    }
  };
  return assign;
})()`;

interface Member extends Node {
  readonly object?: Node & { readonly name?: string };
  readonly property?: Node & { readonly name?: string };
  readonly computed?: boolean;
}

interface Assignment extends Node {
  readonly operator?: string;
  readonly left?: Member;
  readonly right?: Node;
  /** Of a statement. */
  readonly expression?: Node;
}

/** An object that can be named twice: `name`, `this`, `name.prototype`. */
const nameOf = (object: Member['object'], isOther: (name: string) => boolean): string | undefined => {
  if (object?.type === 'ThisExpression') return 'this';
  if (object?.type === 'Identifier' && object.name !== undefined) return isOther(object.name) ? undefined : object.name;
  const { object: holder, property, computed } = (object ?? {}) as Member;
  if (object?.type !== 'MemberExpression' || computed === true || property?.name !== 'prototype') return undefined;
  const name = holder?.type === 'Identifier' ? nameOf(holder, isOther) : undefined;
  return name === undefined ? undefined : `${name}.prototype`;
};

/** `Symbol.iterator`, as compilers have it in what they make of generators; and its like. */
const symbolOf = (key: Member['property'], isOther: (name: string) => boolean): string | undefined => {
  const { type, object, property, computed } = (key ?? {}) as Member;
  if (type !== 'MemberExpression' || computed === true || object?.type !== 'Identifier') return undefined;
  if (object.name !== 'Symbol' || isOther('Symbol') || !symbols.has(property?.name ?? '')) return undefined;
  return `Symbol.${property?.name ?? ''}`;
};

const lineEnds = (text: string): string => text.replaceAll(/[^\r\n\u2028\u2029]+/gu, '');

/** What comes before an assignment to a name that is worked out; undefined where that cannot be said twice. */
const preparing = (left: Member, assign: string, isOther: (name: string) => boolean): string | undefined => {
  const { object, property } = left;
  const target = nameOf(object, isOther);
  if (target === undefined) return undefined;
  const symbol = symbolOf(property, isOther);
  if (symbol !== undefined) return `${assign}.prepare(${target},${symbol}),`;
  const key = property?.type === 'Identifier' && property.name !== undefined ? property.name : undefined;
  if (key === undefined || isOther(key)) return undefined;
  return `typeof ${key}==="string"&&${assign}.prepare(${target},${key}),`;
};

/**
 * The edits that write such assignments as calls.
 *
 * @param assign - the name that the function has in the text.
 * @param shift - how far the offsets of the tree are from those of the text.
 * @param isOther - whether a name is written another way in the text that the cell evaluates.
 */
export const overrides = (
  ast: Program,
  source: string,
  assign: string,
  shift: number,
  isOther: (name: string) => boolean = () => false,
): Edit[] => {
  const edits: Edit[] = [];
  const put = (at: number, text: string): void => {
    edits.push({ start: at - shift, length: 0, text });
  };
  const computedOnes: Assignment[] = [];
  /** Statements that are an expression, by where they begin. */
  const statements = new Map<number, Node | undefined>();
  full(ast, (each) => {
    const { type, operator, left, right, end, start: begin, expression } = each as Assignment;
    if (type === 'ExpressionStatement') statements.set(begin, expression);
    if (type !== 'AssignmentExpression' || operator !== '=' || left?.type !== 'MemberExpression') return;
    const { object, property, computed } = left;
    if (computed === true) computedOnes.push(each as Assignment);
    if (right === undefined || object === undefined || property?.name === undefined) return;
    if (computed === true || object.type === 'Super' || property.type !== 'Identifier') return;
    if (!names.has(property.name)) return;
    const before = source.slice(object.end - shift, property.start - shift);
    const after = source.slice(property.end - shift, right.start - shift);
    // A comment in between, or an escape: it stays as it is.
    if (!/^[)\s]*\.\s*$/u.test(before) || !/^\s*=[\s(]*$/u.test(after)) return;
    const start = object.end - shift + before.indexOf('.');
    const stop = property.end - shift + after.indexOf('=') + 1;
    put(left.start, `${assign}(`);
    edits.push({
      start,
      length: stop - start,
      text: `,${JSON.stringify(property.name)},${lineEnds(source.slice(start, stop))}`,
    });
    put(end, ')');
  });
  for (const each of computedOnes) {
    const text = each.left === undefined ? undefined : preparing(each.left, assign, isOther);
    if (text === undefined) continue;
    const statement = statements.get(each.start);
    if (statement === each) put(each.start, text);
    else {
      // No statement begins with a parenthesis that did not: after a line without a semicolon it would be a call.
      put(each.start, `${statement === undefined ? '' : '0,'}(${text}`);
      put(each.end, ')');
    }
  }
  return edits;
};
