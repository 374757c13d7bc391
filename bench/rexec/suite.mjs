/**
 * The benchmarks of @padded-cell/rexec. All subjects are in one process, after lockdown; that of the host does not reach
 * into the realms of the others.
 */
import { reach } from './reach.mjs';
import { works as cells } from './work/cells.mjs';
import { works as code } from './work/code.mjs';
import { works as names } from './work/names.mjs';

const place = (/** @type {string} */ name) => async () => ({
  open: /** @type {Record<string, () => any>} */ (await import('./subjects/places.mjs'))[name],
});

const engines = {
  'plain code': () => import('./subjects/plain.mjs'),
  'node:vm': () => import('./subjects/node-vm.mjs'),
  rexec: () => import('./subjects/rexec.mjs'),
  vm2: () => import('./subjects/vm2.mjs'),
  'near-membrane': () => import('./subjects/near-membrane.mjs'),
  'quickjs-emscripten': () => import('./subjects/quickjs.mjs'),
  SandboxJS: () => import('./subjects/sandboxjs.mjs'),
};

const places = {
  'in the program': place('local'),
  'the cell starts with it': place('startName'),
  endowed: place('endowed'),
  'const of an earlier program': place('constBefore'),
  'let of an earlier program': place('letBefore'),
  'var or function of an earlier program': place('functionBefore'),
};

/** Peers are loaded as in a program of theirs, and the realm is locked down then. */
const setUp = async () => {
  await Promise.allSettled(
    ['vm2', '@locker/near-membrane-node', 'quickjs-emscripten', '@nyariv/sandboxjs'].map((name) => import(name)),
  );
  await import('@padded-cell/rexec/lockdown');
};

export const suite = {
  name: 'rexec',
  floor: 'plain code',
  own: ['plain code', 'rexec', ...Object.keys(places)],
  subjects: { ...engines, ...places },
  pollute: () => {
    // Each cell of each subject starts from nothing.
  },
  reach,
  processes: [
    { name: 'cells', setUp, subjects: Object.keys(engines), works: [...cells, ...code] },
    { name: 'names', setUp, subjects: Object.keys(places), works: names },
  ],
};
