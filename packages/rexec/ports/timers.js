// timers: the cell's own. What a timer is known by is a number, as in a browser, and not an object.
import promises from 'node:timers/promises';

const calling = (name) => ({ [name]: (...args) => $names[name](...args) })[name];

export default {
  clearImmediate: calling('clearImmediate'),
  clearInterval: calling('clearInterval'),
  clearTimeout: calling('clearTimeout'),
  promises,
  setImmediate: calling('setImmediate'),
  setInterval: calling('setInterval'),
  setTimeout: calling('setTimeout'),
};
