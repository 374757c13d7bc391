// Functions of one convention as functions of another: promisify, callbackify, deprecate's wrapper.
import { checkFunction } from './checks.js';

const custom = Symbol.for('nodejs.util.promisify.custom');

const marked = (made) =>
  Object.defineProperty(made, custom, { value: made, enumerable: false, writable: false, configurable: true });

export const promisify = (original) => {
  checkFunction(original, 'original');
  const own = original[custom];
  if (own) {
    checkFunction(own, 'util.promisify.custom');
    return marked(own);
  }
  function promisified(...args) {
    return new Promise((resolve, reject) => {
      Reflect.apply(original, this, [
        ...args,
        (error, value) => {
          if (error) reject(error);
          else resolve(value);
        },
      ]);
    });
  }
  Object.setPrototypeOf(promisified, Object.getPrototypeOf(original));
  return Object.defineProperties(marked(promisified), Object.getOwnPropertyDescriptors(original));
};
promisify.custom = custom;

const rejectedBy = (reason) => {
  if (reason) return reason;
  const error = new Error('Promise was rejected with falsy value');
  return Object.assign(error, { code: 'ERR_FALSY_VALUE_REJECTION', reason });
};

export const callbackify = (original) => {
  checkFunction(original, 'original');
  function callbackified(...args) {
    const callback = args.pop();
    checkFunction(callback, 'last argument');
    Reflect.apply(original, this, args).then(
      (value) => process.nextTick(() => Reflect.apply(callback, this, [null, value])),
      (reason) => process.nextTick(() => Reflect.apply(callback, this, [rejectedBy(reason)])),
    );
  }
  const properties = Object.getOwnPropertyDescriptors(original);
  if (typeof properties.length.value === 'number') properties.length.value += 1;
  if (typeof properties.name.value === 'string') properties.name.value += 'Callbackified';
  return Object.defineProperties(callbackified, properties);
};

/** The function, in a function that is as good as it, as a class too. */
export const wrapping = (original) => {
  function deprecated(...args) {
    return new.target ? Reflect.construct(original, args, new.target) : Reflect.apply(original, this, args);
  }
  Object.setPrototypeOf(deprecated, original);
  if (original.prototype) deprecated.prototype = original.prototype;
  return deprecated;
};
