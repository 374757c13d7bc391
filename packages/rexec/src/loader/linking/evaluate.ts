/**
 * Links and runs a graph of modules in the order of the specification: what a module imports first, each once; those of
 * a cycle together; and those that wait at their top level, and what imports them, as soon as what they wait for is there.
 *
 * The names are those of ECMA-262, 16.2.1.6 (InnerModuleEvaluation, AsyncModuleExecutionFulfilled, …).
 *
 * Invariant: a module runs at most once, and after a failure everything that needs it fails for the same reason.
 */
import type { Capability, Module } from './module.js';

let asyncCount = 0;

const newCapability = (): Capability => {
  let resolve!: () => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
};

const graphOf = (root: Module): ReadonlySet<Module> => {
  const graph = new Set([root]);
  for (const module of graph) for (const dependency of module.dependencies) graph.add(dependency);
  return graph;
};

/**
 * Links a graph: every getter is there before anything runs.
 *
 * @throws SourceError where a module does not export what another asks for; and what kept one from being loaded.
 */
export const link = (root: Module): void => {
  const fresh = [...graphOf(root)].filter(({ status }) => status === 'new');
  for (const { fault } of fresh) if (fault !== undefined) throw fault.error;
  for (const module of fresh) module.instantiate();
  for (const module of fresh) module.bind();
};

/** Whether anything that has not run yet waits at its top level: `require` cannot. */
export const waits = (root: Module): boolean =>
  [...graphOf(root)].some(({ isAsync, status }) => status === 'evaluating-async' || (isAsync && status === 'new'));

const rootOf = (module: Module): Module => module.cycleRoot ?? module;

/** A failure on its way out of InnerModuleEvaluation; the reason may be anything. */
class Failed {
  readonly reason: unknown;
  constructor(reason: unknown) {
    this.reason = reason;
  }
}

const failed = (reason: unknown): never => {
  // oxlint-disable-next-line typescript/only-throw-error -- caught in this file
  throw new Failed(reason);
};

const fulfil = (module: Module): void => {
  module.status = 'evaluated';
  module.capability?.resolve();
};

const reject = (module: Module, reason: unknown): void => {
  if (module.status === 'evaluated') return;
  module.failure = { reason };
  module.status = 'evaluated';
  for (const parent of module.asyncParents) reject(parent, reason);
  module.capability?.reject(reason);
};

const gatherAvailable = (module: Module, found: Set<Module>): Set<Module> => {
  for (const parent of module.asyncParents) {
    if (found.has(parent) || rootOf(parent).failure !== undefined) continue;
    parent.pending -= 1;
    if (parent.pending > 0) continue;
    found.add(parent);
    if (!parent.isAsync) gatherAvailable(parent, found);
  }
  return found;
};

const executeAsync = async (module: Module): Promise<void> => {
  try {
    await module.execute();
  } catch (reason) {
    reject(module, reason);
    return;
  }
  fulfilled(module);
};

const fulfilled = (module: Module): void => {
  if (module.status === 'evaluated') return;
  fulfil(module);
  const available = [...gatherAvailable(module, new Set())];
  for (const next of available.toSorted((one, other) => (one.asyncOrder ?? 0) - (other.asyncOrder ?? 0))) {
    if (next.status === 'evaluated') continue;
    if (next.isAsync) {
      void executeAsync(next);
      continue;
    }
    try {
      void next.execute();
    } catch (reason) {
      reject(next, reason);
      continue;
    }
    fulfil(next);
  }
};

const innerEvaluation = (module: Module, stack: Module[], start: number): number => {
  if (module.status === 'evaluated' || module.status === 'evaluating-async') {
    if (module.failure !== undefined) failed(module.failure.reason);
    return start;
  }
  if (module.status === 'evaluating') return start;
  module.status = 'evaluating';
  module.index = start;
  module.ancestor = start;
  let next = start + 1;
  stack.push(module);
  for (const dependency of module.dependencies) {
    next = innerEvaluation(dependency, stack, next);
    let required = dependency;
    if (required.status === 'evaluating') {
      // One that `require` runs at this moment is not on this stack; it is what it is so far.
      if (stack.includes(required)) module.ancestor = Math.min(module.ancestor, required.ancestor);
    } else {
      required = rootOf(required);
      if (required.failure !== undefined) failed(required.failure.reason);
    }
    if (required.asyncOrder !== undefined && required.status !== 'evaluated') {
      module.pending += 1;
      required.asyncParents.push(module);
    }
  }
  if (module.pending > 0 || module.isAsync) {
    asyncCount += 1;
    module.asyncOrder = asyncCount;
    if (module.pending === 0) void executeAsync(module);
  } else {
    try {
      void module.execute();
    } catch (reason) {
      failed(reason);
    }
  }
  if (module.ancestor === module.index) {
    for (;;) {
      const member = stack.pop() as Module;
      // An async one may have come to its end already; it has not: its promise is looked at in a later turn.
      member.status = member.asyncOrder === undefined ? 'evaluated' : 'evaluating-async';
      member.cycleRoot = module;
      if (member === module) break;
    }
  }
  return next;
};

/**
 * Runs a linked graph.
 *
 * @returns undefined where all of it has run, else a promise. What a module threw comes out raw, thrown or by the promise.
 */
export const evaluate = (module: Module): Promise<void> | undefined => {
  if (module.status === 'evaluating') return undefined;
  if (module.status === 'new') {
    const stack: Module[] = [];
    try {
      innerEvaluation(module, stack, 0);
    } catch (error) {
      // What is none of a module's own is the engine's: a graph that is too deep.
      const reason: unknown = error instanceof Failed ? error.reason : error;
      for (const each of stack) {
        each.status = 'evaluated';
        each.failure = { reason };
        each.cycleRoot ??= each;
      }
      throw reason;
    }
  }
  const root = rootOf(module);
  if (root.failure !== undefined) throw root.failure.reason;
  if (root.status === 'evaluated') return undefined;
  root.capability ??= newCapability();
  return root.capability.promise;
};
