/** Where a subject's guest code runs, and how a guest comes by its wrappers. */
import { compile } from '../../compile.mjs';

/** The guest's list, made by guest code: a list of the host's would be one more membrane to go through per use. */
const collect = '(count, at) => { const list = []; for (let i = 0; i < count; i++) list.push(at(i)); return list; }';

/**
 * A subject: how it wraps, and how guest code that uses its wrappers is compiled.
 *
 * @typedef {object} Subject
 * @property {(text: string | Function) => any} compile Compiles guest code.
 * @property {boolean} crosses Whether it takes care of what methods give and take, not of the methods alone.
 * @property {(kind: import('../targets.mjs').Kind) => (target: any) => unknown} [wrapper] What wraps instances of a class; missing where wrappers only come about as values cross.
 * @property {string} [noWrapper] Why there is none.
 * @property {(literal: object) => any} [wrapLiteral] Wraps an object literal of closures.
 * @property {(kind: import('../targets.mjs').Kind, targets: readonly object[]) => unknown} list The guest's list of wrappers.
 * @property {(target: object) => void} [stamp] Leaves on a target what wrapping leaves there, and no wrapper.
 * @property {<T>(data: T) => T} [keep] What is done to data before it may be given away.
 */

/** Guest code beside the host's, in its realm. */
export const here = {
  compile,
  /** @type {Subject['list']} */
  list(kind, targets) {
    const wrap = /** @type {NonNullable<Subject['wrapper']>} */ (
      /** @type {Subject} */ (/** @type {unknown} */ (this)).wrapper
    )(kind);
    return targets.map((target) => wrap(target));
  },
};

/**
 * Guest code in a realm of its own, which host objects enter by crossing.
 *
 * @param {(text: string) => any} evaluate
 * @returns {Subject}
 */
export const elsewhere = (evaluate) => {
  const collecting = evaluate(`(${collect})`);
  let compiled = 0;
  return {
    compile: (text) => {
      compiled += 1;
      return evaluate(`// ${compiled}\n(${String(text)})`);
    },
    crosses: true,
    noWrapper: 'wraps only what crosses: "fresh instance returned" is its figure',
    list: (_, targets) => collecting(targets.length, (/** @type {number} */ index) => targets[index]),
  };
};
