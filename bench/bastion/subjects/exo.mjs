/**
 * @endo/exo: an exo class for each target class, written by hand with an interface guard that says what each method takes
 * and returns. Data that it gives away has to be hardened first, and passes uncopied. Runs after lockdown only.
 */
import { defineExoClass } from '@endo/exo';
import { M } from '@endo/patterns';
import { here } from './realms.mjs';

const { harden } = /** @type {{ harden: <T>(value: T) => T }} */ (/** @type {unknown} */ (globalThis));
const number = M.number();

let defined = 0;
const define = (/** @type {string} */ name, /** @type {object} */ guards, /** @type {object} */ methods) => {
  defined += 1;
  const face = M.interface(`${name}${defined}`, /** @type {any} */ (guards));
  return defineExoClass(`${name}${defined}`, face, (target) => ({ target }), /** @type {any} */ (methods));
};

const counter = (/** @type {string} */ only) =>
  define(
    'Counter',
    {
      ...(only && { [only]: M.call().returns(number) }),
      bump: M.call().returns(number),
      add: M.call(number).returns(number),
      mix: M.call(number, number, number).returns(number),
      step: M.call(number).returns(M.remotable()),
      sum: M.call().returns(number),
    },
    {
      ...(only && {
        [only]() {
          return this.state.target[only]();
        },
      }),
      bump() {
        return this.state.target.bump();
      },
      add(x) {
        return this.state.target.add(x);
      },
      mix(x, y, z) {
        return this.state.target.mix(x, y, z);
      },
      step(x) {
        this.state.target.step(x);
        return this.self;
      },
      sum() {
        return this.state.target.sum();
      },
    },
  );

const store = () => {
  const child = counter('');
  return define(
    'Store',
    {
      row: M.call().returns(M.record()),
      child: M.call().returns(M.remotable()),
      records: M.call().returns(M.arrayOf(M.record())),
      graph: M.call().returns(M.record()),
    },
    {
      row() {
        return this.state.target.row();
      },
      child() {
        return child(this.state.target.child());
      },
      records() {
        return this.state.target.records();
      },
      graph() {
        return this.state.target.graph();
      },
    },
  );
};

const shelf = () =>
  define(
    'Shelf',
    { all: M.call().returns(M.array()) },
    {
      all() {
        return this.state.target.all();
      },
    },
  );

export const open = () => ({
  ...here,
  crosses: true,
  keep: harden,
  wrapper: (/** @type {import('../targets.mjs').Kind} */ { type, only }) =>
    type === 'counter' ? counter(only) : type === 'store' ? store() : shelf(),
});
