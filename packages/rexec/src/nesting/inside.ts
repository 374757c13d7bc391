/**
 * Cells that a guest makes: the host half of `@padded-cell/rexec` in a cell.
 *
 * A child of a guest is a cell like any other, made here, with the guest's cell as its parent. Its membrane is made by
 * the guest's own copy of the engine, taken from the module before any code of the guest could: so what crosses between
 * guest and child is theirs, and nothing of the host's takes part in it.
 *
 * Trusts: nothing that is passed in. A request is text, parsed and read here anew; values of the guest's are handed to
 * its own engine and never looked at. Invariants: a child's policy is within its parent's; what is given out is text, a
 * value that the guest's engine made, or functions of this file; nothing of ours is thrown but the engine's own
 * exhaustion: an answer says what came of a call.
 */
import { Cell } from '../cell/cell.js';
import { compileForHost } from '../cell/compiling.js';
import type { Namespace } from '../cell/namespace.js';
import type { Compiled, ProgramKind } from '../cell/program.js';
import { CellEndedError, printable, PrivilegeError } from '../errors/index.js';
import type { RHooks } from '../loader/hooks/hooks.js';
import { under } from '../loader/hooks/under.js';
import { disguised } from '../names/disguise.js';
import { diff, meet, type Policy, policyOf, presetLimits, requestOf } from '../policy/index.js';
import { explained } from './explain.js';
import { GuestEngine } from './guest-engine.js';
import { leadingOut, withoutLeadingOut } from './links.js';
import { GuestPaths } from './paths.js';
import { type Request, requestIn, textOf } from './request.js';
import { toldOf } from './told.js';
import { usageOf } from './usage.js';

const { create, defineProperty, freeze, getOwnPropertyNames, hasOwn } = Object;

/** What came of a call: one of a value, the text of an error of ours, and what is the guest's to be thrown. */
type Answer = { readonly value: unknown } | { readonly told: string } | { readonly thrown: unknown };

/** Makes the guest's error of what is told of one. */
type ErrorOf = (told: string) => Error;

const kinds: Readonly<Record<string, ProgramKind>> = { rEval: 'expression', rExec: 'program', rExecAsync: 'async' };

/** What a class has that says nothing of itself. The guest half has the same. */
const classDefaults = policyOf({ nokBuiltinNames: [], okFileTypes: ['esm'], limits: presetLimits('realm') });

const answer = (name: 'thrown' | 'told' | 'value', value: unknown): Answer =>
  freeze(defineProperty(create(null) as object, name, { value, enumerable: true })) as Answer;

/** Functions for the guest half alone. */
const face = (functions: Readonly<Record<string, (...args: never[]) => unknown>>): object => {
  const object = create(null) as object;
  for (const [name, value] of Object.entries(functions)) {
    defineProperty(object, name, { value: disguised(value, name), enumerable: true });
  }
  return freeze(object);
};

/** What the guest half gives beside the text of a request: objects of the guest's, and functions of its own. */
interface Given {
  readonly values: unknown;
  readonly errorOf: unknown;
  readonly hooks: unknown;
}

/** An endowment's name says nothing of what a guest could not do before: the values are its own. */
const isPrivilege = ({ line }: { readonly line: string }): boolean => !/(?:^|\.)endowments$/u.test(line);

/** What one guest does with cells. */
class Inside {
  readonly #maker: Cell;
  readonly #paths: GuestPaths;
  readonly #programs = new WeakMap<
    object,
    { readonly program: Compiled; readonly method: string; readonly file: string }
  >();
  readonly #namespaces = new WeakMap<object, Namespace>();
  readonly #engine: GuestEngine;

  constructor(maker: Cell) {
    this.#maker = maker;
    this.#paths = new GuestPaths(maker);
    this.#engine = new GuestEngine(maker);
  }

  /** Takes the engine, before any code of the guest can run. */
  face(): object {
    return face({
      make: (json: unknown, values: unknown, errorOf: unknown, hooks: unknown) =>
        this.#answer(() => this.#make(requestIn(json), { values, errorOf, hooks })),
    });
  }

  #make({ name, layers, endowments }: Request, given: Given): object {
    this.#maker.requireLife();
    const held = this.#maker.policy;
    let policy = meet(classDefaults, held);
    for (const lines of layers) policy = policyOf(this.#paths.forHost(lines), { defaults: policy });
    policy = policyOf({ endowments }, { defaults: policy });
    const within = meet(policy, held);
    const excess = [...diff(policy, held).filter(isPrivilege), ...leadingOut(within, this.#maker)];
    if (excess.length > 0) throw new PrivilegeError(printable(this.#maker.name), excess);
    return this.#cell(this.#maker, 1, name, policy, given);
  }

  #nest(parent: Cell, level: number, request: Request, given: Given): object {
    this.#maker.requireLife();
    parent.requireLife();
    const lines = this.#paths.forHost(request.layers[0] ?? {}) as object;
    const asked = requestOf({ ...lines, endowments: request.endowments }, parent.policy);
    const within = meet(asked, parent.policy);
    const excess = request.isClipped ? [] : [...diff(asked, parent.policy), ...leadingOut(within, parent)];
    if (excess.length > 0) throw new PrivilegeError(printable(parent.name), excess);
    const policy = request.isClipped ? withoutLeadingOut(within, parent) : asked;
    const { under: directory } = request;
    const held = parent.hooks ?? parent.fileHooks(policy.okPath);
    const hooks = directory === undefined ? given.hooks : under(directory, held);
    return this.#cell(parent, level + 1, request.name, policy, { ...given, hooks });
  }

  #cell(parent: Cell, level: number, ownName: string | undefined, policy: Policy, given: Given): object {
    const { errorOf, hooks } = given;
    if (typeof errorOf !== 'function') throw new TypeError('the guest half gives what makes its errors');
    // By name, in an object that the guest half made: the values are not looked at.
    const values = given.values as Record<string, unknown>;
    const endowments = new Map(
      policy.endowments.map((name) => [name, hasOwn(values, name) ? values[name] : undefined]),
    );
    const name = `${parent.name}/${ownName ?? parent.fileFor('nest')}`;
    this.#maker.ledger.spendCell(level);
    const cell = new Cell({
      name,
      policy,
      endowments,
      // Their answers are checked for each cell (loader/hooks/checked.ts): text for names, and nothing else.
      hooks: hooks as RHooks | undefined,
      parent,
      createMembrane: (options) => this.#engine.membrane(options),
      endedError: () => this.#ended(name, errorOf as ErrorOf),
    });
    return this.#handle(cell, level);
  }

  #ended(name: string, errorOf: ErrorOf): Error {
    return this.#engine.own(errorOf(this.#paths.shown(toldOf(new CellEndedError(name)) ?? {})));
  }

  /** What the guest half has of a cell. */
  #handle(cell: Cell, level: number): object {
    return face({
      about: () =>
        this.#paths.shown({
          name: cell.name.slice(this.#maker.name.length + 1),
          policy: cell.policy,
          exitCode: cell.exitCode,
        }),
      run: (method: unknown, source: unknown, file: unknown) =>
        this.#answer(() => {
          const { program, file: known } = this.#programOf(cell, method, source, file);
          return cell.run(program, known);
        }),
      runAsync: (method: unknown, source: unknown, file: unknown) =>
        this.#answerLater(async () => {
          const { program, file: known } = this.#programOf(cell, method, source, file);
          await cell.runAsync(program, known);
        }),
      importModule: (specifier: unknown) =>
        this.#answerLater(async () => this.#viewOf(await cell.modules.import(textOf(specifier, 'a module specifier')))),
      importsBy: (importBy: unknown) => this.#answer(() => this.#importsBy(cell, importBy)),
      compile: (source: unknown, method: unknown, file: unknown) =>
        this.#answer(() => this.#compile(cell, source, method, file)),
      nest: (json: unknown, values: unknown, errorOf: unknown, hooks: unknown) =>
        this.#answer(() => this.#nest(cell, level, requestIn(json), { values, errorOf, hooks })),
      usage: () => this.#answer(() => this.#paths.shown(usageOf(cell))),
      explain: (json: unknown) => this.#answer(() => this.#paths.shown(this.#explain(cell, json))),
      end: () =>
        this.#answer(() => {
          cell.end();
        }),
    });
  }

  #importsBy(cell: Cell, importBy: unknown): void {
    if (typeof importBy !== 'function') throw new TypeError('an import is done by a function');
    cell.modules.importsBy(async (specifier) => {
      // The guest half gives the token of a module, or nothing where the cell is to import as ever.
      const token: unknown = await (importBy as (specifier: string) => unknown)(specifier);
      const namespace = typeof token === 'object' && token !== null ? this.#namespaces.get(token) : undefined;
      if (namespace === undefined) throw new TypeError(`the import of '${specifier}' gave no module of a cell`);
      return namespace;
    });
  }

  #explain(cell: Cell, json: unknown): unknown {
    cell.requireLife();
    const operation = JSON.parse(textOf(json, 'an operation')) as Record<string, unknown>;
    const line = hasOwn(operation, 'write') ? 'okWritePath' : 'okPath';
    return explained(cell, operation, (path) => this.#paths.pathOf(line, path), this.#maker);
  }

  #viewOf(namespace: Namespace): object {
    const names = getOwnPropertyNames(namespace);
    const token = face({
      read: (name: unknown) =>
        this.#answer(() => (typeof name === 'string' && names.includes(name) ? namespace[name] : undefined)),
    });
    this.#namespaces.set(token, namespace);
    return freeze([token, ...names]);
  }

  #compile(cell: Cell, source: unknown, method: unknown, given: unknown): object {
    const file = given === undefined ? cell.fileFor('compile') : textOf(given, 'the name of a file');
    const program = this.#compiled(source, method, file);
    const token = freeze(create(null) as object);
    this.#programs.set(token, { program, method: method as string, file });
    return freeze([token, file]);
  }

  #compiled(source: unknown, method: unknown, file: string): Compiled {
    const name = textOf(method, 'a method');
    const kind = hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) throw new TypeError(`a program is for one of ${Object.keys(kinds).join(', ')}`);
    return compileForHost(kind, textOf(source, `the source of ${name}`), file);
  }

  #programOf(cell: Cell, method: unknown, source: unknown, given: unknown): { program: Compiled; file: string } {
    cell.requireLife();
    const name = textOf(method, 'a method');
    const known = typeof source === 'object' && source !== null ? this.#programs.get(source) : undefined;
    if (known === undefined) {
      const file = given === undefined ? cell.fileFor(name) : textOf(given, 'the name of a file');
      return { program: this.#compiled(source, name, file), file };
    }
    if (known.method !== name) {
      throw new TypeError(`this program was not compiled for ${name}: compile(source, '${name}') does that`);
    }
    return { program: known.program, file: given === undefined ? known.file : textOf(given, 'the name of a file') };
  }

  #answer(run: () => unknown): Answer {
    try {
      return answer('value', run());
    } catch (error) {
      return this.#failure(error);
    }
  }

  async #answerLater(run: () => Promise<unknown>): Promise<Answer> {
    try {
      return answer('value', await run());
    } catch (error) {
      return this.#failure(error);
    }
  }

  #failure(error: unknown): Answer {
    if (this.#engine.has(error)) return answer('thrown', error);
    const told = toldOf(error);
    return told === undefined ? answer('thrown', this.#maker.tell(error)) : answer('told', this.#paths.shown(told));
  }
}

/** The host half for the guest of a cell. */
export const insideOf = (cell: Cell): object => new Inside(cell).face();
