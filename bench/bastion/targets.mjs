/**
 * The host's objects that get wrapped. Each subject has classes of its own, compiled anew, so that none pays for the
 * shapes that another's calls brought into a method.
 */
import { compile } from '../compile.mjs';

/**
 * What a subject wraps: the class, and what a subject whose author declares shapes by hand goes by.
 *
 * @typedef {object} Kind
 * @property {'counter' | 'store' | 'shelf'} type
 * @property {string} only The name of a method that no other class of the type has, or ''.
 * @property {new (...args: any[]) => any} Class
 */

let numbered = 0;

/**
 * A class of five methods: for calls, chains and creation.
 *
 * @param {boolean} [isOwn] Whether it has a sixth that no other class has, so that its wrappers cannot share a shape.
 * @returns {Kind}
 */
export const counter = (isOwn = false) => {
  numbered += 1;
  const only = isOwn ? `only${numbered}` : '';
  const Class = compile(`class Counter${numbered} {
    constructor() { this.total = 0; }
    ${only && `${only}() { return ${numbered}; }`}
    bump() { return (this.total = (this.total + 1) | 0); }
    add(x) { return (this.total = (this.total + x) | 0); }
    mix(x, y, z) { return (this.total = (this.total + x * y + z) | 0); }
    step(x) { this.total = (this.total + x) | 0; return this; }
    sum() { return this.total; }
  }`);
  return { type: 'counter', only, Class };
};

/**
 * A class whose methods give and take what has to cross.
 *
 * @param {<T>(data: T) => T} [keep] Done to data that it returns: `harden` where a subject takes only that.
 * @returns {Kind}
 */
export const store = (keep = (data) => data) => {
  const Child = counter().Class;
  const Class = compile(`(Child, keep) => class Store {
    constructor() {
      this.next = 0;
      this.all = keep(Array.from({ length: 1000 }, (_, i) => ({ id: i, name: 'tea', price: i % 50, stock: 7 })));
      this.tree = keep({
        id: 1,
        buyer: { name: 'Ann', address: { city: 'Delft', zip: '2611' } },
        lines: [{ sku: 'a', n: 1 }, { sku: 'b', n: 2 }],
      });
    }
    row() { return keep({ id: this.next++ | 0, name: 'tea', price: 3, at: { x: 1, y: 2 } }); }
    child() { return new Child(); }
    records() { return this.all; }
    graph() { return this.tree; }
    ten(callback) { let sum = 0; for (let i = 0; i < 10; i++) sum += callback(i); return sum; }
    tools() { const k = this.next++ | 0; return keep({ a: () => k, b: () => k + 1, c: () => k + 2, d: () => k + 3, e: () => k + 4 }); }
  }`)(Child, keep);
  return { type: 'store', only: '', Class };
};

/** A class that gives the data it was made with. @returns {Kind} */
export const shelf = () => ({
  type: 'shelf',
  only: '',
  Class: compile(`class Shelf { constructor(data) { this.data = data; } all() { return this.data; } }`),
});
