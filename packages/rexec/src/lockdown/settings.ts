/**
 * The settings of our lockdown, each with its reason. They are given in full, because SES takes what is missing from
 * the environment (`LOCKDOWN_ERROR_TAMING=unsafe`), and a variable should not weaken a cell.
 */

/** What `lockdown` is called with. */
export const lockdownSettings = {
  // A guest's `error.stack` is '': frames name the host's files and functions. The host reads stacks with `stackOf`.
  errorTaming: 'safe',

  // All frames, or the frames of guest packages (under node_modules/) would be missing from a guest's positions.
  stackFiltering: 'verbose',

  // The least. 'moderate' and 'severe' make accessors of Array.prototype[Symbol.iterator] and others, after which
  // `[...array]` takes 55 times as long. 'min' repairs what is assigned over most in practice: `toString` of objects,
  // functions and iterators, and `name` of errors. Of what else libraries assign over (`constructor`, `message`), modules
  // are cured by loader/parsers/overrides.ts; in a program it is a TypeError that names it. Object.defineProperty, class
  // fields and literals are not concerned.
  overrideTaming: 'min',

  // The console that can show an error's stack although `error.stack` is ''.
  consoleTaming: 'safe',

  // Ours, in rejections.ts. SES's handler shows the reason with console.error: a Proxy that throws when it is looked
  // at then ends the process.
  unhandledRejectionTrapping: 'none',

  // What is uncaught ends the process as Node ends it, with its exit status; rejections.ts adds the stack.
  errorTrapping: 'none',

  // RegExp's static properties (`RegExp.$1`, `RegExp.compile`) pass what one guest matched to the next.
  regExpTaming: 'safe',

  // `toLocaleString` and its like tell the host's language: they give what `toString` gives.
  localeTaming: 'safe',

  // Node's `domain` would put a property on every Promise.
  domainTaming: 'safe',

  // The host's own `eval` and `Function` evaluate as in a cell that has the host's globals; code that runs before this
  // import and kept them is the host's own.
  evalTaming: 'safe-eval',

  // On a Node newer than this SES, intrinsics it does not know are removed, in silence: there are always some.
  reporting: 'none',

  legacyRegeneratorRuntimeTaming: 'safe',
  __hardenTaming__: 'safe',
} as const;
