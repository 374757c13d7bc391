/**
 * The floor: what a careful author writes by hand for one class. A frozen object of closures, each of which forwards one
 * method, hides `this` and copies the data that it returns.
 */
import { compile } from '../../compile.mjs';
import { here } from './realms.mjs';

const counter = (/** @type {string} */ only) => `(target) => {
  const self = Object.freeze({
    ${only && `${only}: () => target.${only}(),`}
    bump: () => target.bump(),
    add: (x) => target.add(x),
    mix: (x, y, z) => target.mix(x, y, z),
    step: (x) => { target.step(x); return self; },
    sum: () => target.sum(),
  });
  return self;
}`;

const tools = `(target) => Object.freeze({
  a: () => target.a(), b: () => target.b(), c: () => target.c(), d: () => target.d(), e: () => target.e(),
})`;

const store = `(counter, tools) => (target) => Object.freeze({
  row: () => {
    const { id, name, price, at } = target.row();
    return { id, name, price, at: { x: at.x, y: at.y } };
  },
  child: () => counter(target.child()),
  records: () => target.records().map(({ id, name, price, stock }) => ({ id, name, price, stock })),
  graph: () => {
    const { id, buyer, lines } = target.graph();
    const { city, zip } = buyer.address;
    return { id, buyer: { name: buyer.name, address: { city, zip } }, lines: lines.map(({ sku, n }) => ({ sku, n })) };
  },
  ten: (callback) => target.ten((x) => callback(x)),
  tools: () => tools(target.tools()),
})`;

const shelf = `(target) => Object.freeze({
  all: () => {
    const data = target.all();
    return typeof data[0] === 'object' ? data.map(({ id, price }) => ({ id, price })) : data.slice();
  },
})`;

export const open = () => ({
  ...here,
  crosses: true,
  wrapper: (/** @type {import('../targets.mjs').Kind} */ { type, only }) => {
    if (type === 'counter') return compile(counter(only));
    if (type === 'store') return compile(store)(compile(counter('')), compile(tools));
    return compile(shelf);
  },
  wrapLiteral: compile(tools),
});
