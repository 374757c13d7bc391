/**
 * The suites: one folder each.
 *
 * @typedef {object} Process Subjects that share a process, and so are measured against each other.
 * @property {string} name
 * @property {() => Promise<void>} [setUp] What its realm needs, before subjects are loaded.
 * @property {readonly string[]} subjects
 * @property {string} [floor] In place of the suite's.
 * @property {readonly string[]} [execArgv] Flags of Node that a subject needs.
 * @property {readonly import('./bastion/work/looped.mjs').Work[]} works
 *
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} floor The subject that the others are divided by.
 * @property {readonly string[]} own Those that must run: any other may fail, and is reported.
 * @property {Readonly<Record<string, () => Promise<{ open: () => any }>>>} subjects
 * @property {(subject: any) => void} pollute Readies a subject as a program that has been running would.
 * @property {readonly Process[]} processes
 * @property {readonly import('./report.mjs').Reach[]} reach
 */

/** @type {Readonly<Record<string, () => Promise<{ suite: Suite }>>>} */
export const suites = {
  bastion: () => import('./bastion/suite.mjs'),
  loader: () => import('./loader/suite.mjs'),
  nesting: () => import('./nesting/suite.mjs'),
  rexec: () => import('./rexec/suite.mjs'),
  walls: () => import('./walls/suite.mjs'),
};
