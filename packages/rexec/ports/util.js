// util: Node's inspect, format, comparisons and parseArgs by their npm ports, and here the rest, which is small.
// Without an environment there is no NODE_DEBUG, and without a terminal no colours unless asked for.
import inspection from 'node:internal/inspect';
import comparisons from 'node:internal/comparisons';
import errors from 'node:internal/errors';
import encoding from 'node:internal/encoding';
import types from 'node:util/types';
import * as adapting from './util-adapting.js';
import { checkFunction, checkString } from './checks.js';
import { legacy } from './util-legacy.js';

const { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } = errors.codes;
const { format, formatWithOptions, inspect, stripVTControlCharacters } = inspection.load();

const inherits = (constructor, parent) => {
  if (constructor === undefined || constructor === null)
    throw new ERR_INVALID_ARG_TYPE('ctor', 'Function', constructor);
  if (parent === undefined || parent === null) throw new ERR_INVALID_ARG_TYPE('superCtor', 'Function', parent);
  if (parent.prototype === undefined) throw new ERR_INVALID_ARG_TYPE('superCtor.prototype', 'Object', parent.prototype);
  Object.defineProperty(constructor, 'super_', { value: parent, writable: true, configurable: true });
  Object.setPrototypeOf(constructor.prototype, parent.prototype);
};

const debuglog = (section, onFirst) => {
  let isFirst = true;
  const log = () => {
    if (isFirst && typeof onFirst === 'function') onFirst(log);
    isFirst = false;
  };
  return Object.defineProperty(log, 'enabled', { get: () => false, configurable: true, enumerable: true });
};

const escapeOf = (code) => `\u001B[${code}m`;

const styleText = (style, text, { validateStream = true, stream } = {}) => {
  checkString(text, 'text');
  const codes = (Array.isArray(style) ? style : [style]).map((name) => {
    const found = Object.hasOwn(inspect.colors, name) ? inspect.colors[name] : undefined;
    if (found !== undefined) return found;
    const known = Object.keys(inspect.colors).map((each) => `'${each}'`);
    throw new ERR_INVALID_ARG_VALUE('format', name, `must be one of: ${known.join(', ')}`);
  });
  if (validateStream && stream?.isTTY !== true) return text;
  const opening = codes.map(([code]) => escapeOf(code)).join('');
  return `${opening}${text}${codes
    .map(([, code]) => escapeOf(code))
    .toReversed()
    .join('')}`;
};

const aborted = async (signal, resource) => {
  if (typeof signal !== 'object' || signal === null || !('aborted' in signal)) {
    throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  }
  if (resource === null || (typeof resource !== 'object' && typeof resource !== 'function')) {
    throw new ERR_INVALID_ARG_TYPE('resource', 'Object', resource);
  }
  if (signal.aborted) return;
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
};

const twoDigits = (number) => String(number).padStart(2, '0');
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

const log = (...values) => {
  const now = new $names.Date();
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(twoDigits).join(':');
  $names.console.log(`${now.getDate()} ${months[now.getMonth()]} ${time} - ${format(...values)}`);
};

export default {
  TextDecoder: encoding.TextDecoder,
  TextEncoder,
  _extend: (target, source) => {
    if (source !== null && typeof source === 'object') for (const key of Object.keys(source)) target[key] = source[key];
    return target;
  },
  aborted,
  callbackify: adapting.callbackify,
  debug: debuglog,
  debuglog,
  deprecate: (deprecated, message, code) => {
    checkFunction(deprecated, 'fn');
    if (code !== undefined) checkString(code, 'code');
    return adapting.wrapping(deprecated);
  },
  format,
  formatWithOptions,
  inherits,
  inspect,
  ...legacy,
  isDeepStrictEqual: (one, other) => comparisons.isDeepStrictEqual(one, other),
  log,
  parseArgs: (config) => require('@pkgjs/parseargs').parseArgs(config),
  promisify: adapting.promisify,
  stripVTControlCharacters,
  styleText,
  toUSVString: (value) => `${value}`.toWellFormed(),
  types,
};
