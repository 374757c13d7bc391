/**
 * A Proxy by a good author: one handler class, so that its traps stay monomorphic; a forwarder per name, made once and
 * kept; a frozen empty shadow, so that no other trap is needed to hide the target. Values pass as they are.
 */
import { compile } from '../../compile.mjs';
import { here } from './realms.mjs';

const makeWrap = `() => {
  const { apply } = Reflect;
  class Handler {
    #target;
    #proxy;
    #forwarders = new Map();
    static wrap(target) {
      const handler = new Handler();
      handler.#target = target;
      return (handler.#proxy = new Proxy(Object.freeze({ __proto__: null }), handler));
    }
    get(_, name) {
      return this.#forwarders.get(name) ?? this.#find(name);
    }
    #find(name) {
      if (typeof name !== 'string' || name[0] === '_') return undefined;
      const target = this.#target, proxy = this.#proxy;
      const method = target[name];
      if (typeof method !== 'function') return undefined;
      const forwarder = Object.freeze((...args) => {
        const result = apply(method, target, args);
        return result === target ? proxy : result;
      });
      this.#forwarders.set(name, forwarder);
      return forwarder;
    }
  }
  return Handler.wrap;
}`;

export const open = () => {
  const wrap = compile(makeWrap)();
  return { ...here, crosses: false, wrapper: () => wrap, wrapLiteral: wrap };
};
