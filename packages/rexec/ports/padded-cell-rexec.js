/**
 * `@padded-cell/rexec` in a cell: the class RExec with the face that it has on the host, bound to the cell. What it makes
 * are cells within this one, which have no more than it has; the host half ($nesting) sees to that.
 *
 * Values cross between this guest and its cells by this cell's own copy of the bastion package.
 */
import { bastion, defaultFilter, every, isBastion, narrow } from 'node:padded-cell/bastion';
import { LIMITS } from '../src/policy/vocabulary/limits.ts';
import {
  CellEndedError,
  ImportError,
  LimitError,
  LockdownError,
  PolicyError,
  PrivilegeError,
  SystemExit,
  errorOf,
} from './padded-cell-errors.js';
import { linesOf, linesOfClass, requestedOf, valuesOf } from './padded-cell-request.js';

const { defineProperty, freeze, fromEntries, hasOwn, keys } = Object;

const noLine = freeze([]);

/** What a class has that says nothing of itself, as on the host. */
const initial = freeze({
  nokBuiltinNames: noLine,
  okBuiltinModules: noLine,
  okPath: noLine,
  okWritePath: noLine,
  okFileTypes: freeze(['esm']),
  okPosixNames: noLine,
  okSysNames: noLine,
  okEnvNames: noLine,
  okHosts: noLine,
  clock: 'none',
  random: 'none',
  intl: 'none',
  limits: freeze(
    fromEntries(keys(LIMITS).map((name) => [name, LIMITS[name].keeper === 'wall' ? 'unlimited' : LIMITS[name].preset])),
  ),
});

const lineNames = freeze([...keys(initial), 'packages']);
const ownNames = freeze(['globalThis', 'undefined', 'NaN', 'Infinity', 'eval', 'Function']);

/** Options that are no policy lines, and that only a host can give. */
const hostsOptions = ['args', 'console', 'logger', 'root', 'stdio', 'verbose'];

/** What a call of the host half came to. */
const open = (answer) => {
  if (hasOwn(answer, 'value')) return answer.value;
  throw hasOwn(answer, 'told') ? errorOf(answer.told) : answer.thrown;
};

const splitOf = (options) => {
  if (typeof options !== 'object' || options === null) throw new TypeError('RExec takes an object of options');
  const { name, endowments, clip, hooks, ...lines } = options;
  for (const option of hostsOptions) {
    if (lines[option] !== undefined) {
      throw new TypeError(
        `${option} cannot be given inside a cell: what a cell within it reads, shows and tells goes the way of its parent's`,
      );
    }
  }
  return { name, endowments, clip, hooks, lines };
};

const hookNames = ['resolve', 'read', 'exists', 'canonical', 'readNow', 'existsNow', 'canonicalNow'];

/** Hooks of this guest's for a cell of its: each method taken once. What they answer, the host half checks. */
const hooksOf = (hooks) => {
  if (hooks === undefined) return undefined;
  if ((typeof hooks !== 'object' && typeof hooks !== 'function') || hooks === null) {
    throw new TypeError('hooks are an object with the method read(name)');
  }
  const taken = { __proto__: null };
  for (const name of hookNames) {
    const method = hooks[name];
    if (typeof method === 'function') taken[name] = (...args) => Reflect.apply(method, hooks, args);
  }
  return freeze(taken);
};

const namesIn = new WeakMap();

/** What the guest sees of a module in a cell: its exports, each across the membrane when it is read. */
const viewOf = ([token, ...names], specifier) => {
  if (names.includes('then')) {
    throw errorOf(JSON.stringify({ code: 'ERR_IMPORT', message: `cannot import '${specifier}': it exports 'then'` }));
  }
  const view = { __proto__: null };
  defineProperty(view, Symbol.toStringTag, { value: 'Module' });
  for (const name of names) {
    defineProperty(view, name, { get: () => open(token.read(name)), enumerable: true });
  }
  namesIn.set(freeze(view), token);
  return view;
};

class Program {
  #token;
  constructor([token, file]) {
    this.#token = token;
    this.file = file;
    freeze(this);
  }

  static sourceOf(source) {
    return typeof source === 'object' && source !== null && #token in source ? source.#token : source;
  }
}

const narrowed = (name, value, filter) => {
  if (filter === true) return value;
  if (isBastion(value)) return narrow(value, filter);
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
    throw new TypeError(`the endowment '${name}' is a ${typeof value}: there is nothing that a filter could take away`);
  }
  return bastion(value, every(defaultFilter, filter));
};

let making;

export class RExec {
  static {
    for (const name of keys(initial)) {
      defineProperty(this, name, { value: initial[name], writable: true, enumerable: true, configurable: true });
    }
  }

  #cell;
  #values;
  #policy;
  #name;

  constructor(options = {}) {
    if (making !== undefined) {
      [this.#cell, this.#values] = making;
      making = undefined;
    } else {
      const { name, endowments, clip, hooks, lines } = splitOf(options);
      if (clip !== undefined) lines.clip = clip;
      this.#values = valuesOf(endowments, ownNames);
      const layers = [linesOfClass(new.target, RExec, lineNames, initial), linesOf(lines)];
      const request = JSON.stringify({ name, layers, endowments: keys(this.#values) });
      this.#cell = open($nesting.make(request, this.#values, errorOf, hooksOf(hooks)));
      this.#importBySubclass();
    }
    const { policy, name } = JSON.parse(this.#cell.about());
    this.#policy = freeze(policy);
    this.#name = name;
  }

  get policy() {
    return this.#policy;
  }

  get name() {
    return this.#name;
  }

  get exitCode() {
    return JSON.parse(this.#cell.about()).exitCode;
  }

  rEval(source, options) {
    return open(this.#cell.run('rEval', Program.sourceOf(source), options?.file));
  }

  rExec(source, options) {
    open(this.#cell.run('rExec', Program.sourceOf(source), options?.file));
  }

  async rExecAsync(source, options) {
    open(await this.#cell.runAsync('rExecAsync', Program.sourceOf(source), options?.file));
  }

  async rImport(specifier) {
    return viewOf(open(await this.#cell.importModule(specifier)), specifier);
  }

  compile(source, method = 'rExec', options = {}) {
    return new Program(open(this.#cell.compile(source, method, options.file)));
  }

  nest(request = {}, options = {}) {
    const { name, endowments, clip, hooks, lines } = splitOf(request);
    if (clip !== undefined) lines.clip = clip;
    const filters = requestedOf(endowments);
    const values = { __proto__: null };
    for (const [each, filter] of filters) {
      if (hasOwn(this.#values, each)) values[each] = narrowed(each, this.#values[each], filter);
    }
    const asked = {
      name,
      layers: [linesOf(lines)],
      endowments: [...filters.keys()],
      clip: options.clip === true,
      under: typeof hooks === 'string' ? hooks : undefined,
    };
    const own = typeof hooks === 'string' ? undefined : hooksOf(hooks);
    const cell = open(this.#cell.nest(JSON.stringify(asked), values, errorOf, own));
    making = [cell, values];
    return new RExec();
  }

  usage() {
    return JSON.parse(open(this.#cell.usage()));
  }

  explain(operation) {
    return JSON.parse(open(this.#cell.explain(JSON.stringify(linesOf(operation)))));
  }

  end() {
    open(this.#cell.end());
  }

  #importBySubclass() {
    if (this.rImport === RExec.prototype.rImport) return;
    const importBy = async (specifier) => {
      const view = await this.rImport(specifier);
      return namesIn.get(view);
    };
    open(this.#cell.importsBy(importBy));
  }
}

if (Symbol.dispose !== undefined) {
  const { dispose } = {
    dispose() {
      this.end();
    },
  };
  defineProperty(RExec.prototype, Symbol.dispose, { value: dispose, writable: true, configurable: true });
}

export const inRestrictedMode = () => true;

export default {
  CellEndedError,
  ImportError,
  LimitError,
  LockdownError,
  PolicyError,
  PrivilegeError,
  RExec,
  SystemExit,
  inRestrictedMode,
};
