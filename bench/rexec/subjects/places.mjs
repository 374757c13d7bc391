/** Where a name that a guest uses may come from. Every loop is the same; only the name's place differs. */
import { RExec } from '@padded-cell/rexec';
import { anew } from './engine.mjs';

/**
 * @typedef {object} Place
 * @property {() => (turns: number) => number} [value] A loop that reads a value of the name.
 * @property {() => (turns: number) => number} called A loop that calls a function of the name.
 */

const reading = (/** @type {string} */ name) =>
  `(turns) => { let sum = 0; for (let i = 0; i < turns; i += 1) sum = (sum + ${name} + (i & 3)) | 0; return sum; }`;
const calling = (/** @type {string} */ name) =>
  `(turns) => { let sum = 0; for (let i = 0; i < turns; i += 1) sum = (sum + ${name}(i & 3)) | 0; return sum; }`;

const run = (/** @type {RExec<any>} */ rex, /** @type {string} */ text) => /** @type {any} */ (rex.rEval(anew(text)));

/** @param {string} declaration Of `seven` and `next`, in the program itself. @returns {() => Place} */
const within = (declaration) => () => ({
  value: () => run(new RExec(), `(() => { ${declaration} return ${reading('seven')}; })()`),
  called: () => run(new RExec(), `(() => { ${declaration} return ${calling('next')}; })()`),
});

const afterRunning = (/** @type {string} */ declaration, /** @type {string} */ text) => {
  const rex = new RExec();
  rex.rExec(declaration);
  return run(rex, text);
};

/** @param {string} declaration By a program that ran before. @returns {() => Place} */
const before = (declaration) => () => ({
  value: () => afterRunning(declaration, reading('seven')),
  called: () => afterRunning(declaration, calling('next')),
});

export const local = within('let seven = 7; const next = (n) => n + 1;');
export const constBefore = before('const seven = 7; const next = (n) => n + 1;');
export const letBefore = before('let seven = 7; let next = (n) => n + 1;');
export const functionBefore = before('var seven = 7; function next(n) { return n + 1; }');

/** @returns {Place} */
export const startName = () => ({
  value: () => run(new RExec(), reading('Int8Array.BYTES_PER_ELEMENT')),
  called: () => run(new RExec(), calling('Number')),
});

/** @returns {Place} */
export const endowed = () => ({
  value: () => run(new RExec({ endowments: { seven: 7 } }), reading('seven')),
  called: () => run(new RExec({ endowments: { next: (/** @type {number} */ n) => n + 1 } }), calling('next')),
});
