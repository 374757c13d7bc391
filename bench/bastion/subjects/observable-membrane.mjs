/**
 * observable-membrane, told to observe class instances too (by default it leaves them alone). It wraps what is read from
 * a property; what a method takes or returns is not its affair.
 */
import { ObservableMembrane } from 'observable-membrane';
import { here } from './realms.mjs';

export const open = () => {
  const membrane = new ObservableMembrane({
    valueIsObservable: (value) => typeof value === 'object' && value !== null,
  });
  const wrap = (/** @type {object} */ target) => membrane.getProxy(target);
  return { ...here, crosses: false, wrapper: () => wrap, wrapLiteral: wrap };
};
