/**
 * What runs guest code, as each subject does it.
 *
 * @typedef {object} Cell One restricted environment.
 * @property {(text: string) => unknown} evaluate The value of an expression.
 * @property {(text: string) => (turns: number) => unknown} compile A guest's function of a number, to be called from the host.
 * @property {(text: string) => () => unknown} [program] An expression compiled once, to be evaluated again and again.
 * @property {() => void} end
 *
 * @typedef {object} Engine
 * @property {() => Cell} make
 */
let compiled = 0;

/** The text of a function that shares nothing V8 has learnt with others of its text. @param {string} text */
export const anew = (text) => {
  compiled += 1;
  return `(/* ${compiled} */ ${text})`;
};

/** The globals that the kernels use. */
export const used = 'Array, Float64Array, JSON, Math, Number';
