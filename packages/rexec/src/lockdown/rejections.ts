/**
 * Rejections that nobody handled, and errors that nobody caught, reported without running a guest's code.
 *
 * A guest can reject a promise with anything: a Proxy that throws when looked at, an object whose `toString` or inspect
 * hook runs. In Node's default, and in SES's, such a reason ends the host. And it cannot be told for certain whether a
 * rejection was the host's or a guest's: they share a realm, and a guest can make a built-in reject with no frame of
 * its own. So no rejection ends the process. Each is reported, on stderr unless the host takes the reports.
 *
 * Trusts: nothing of a reason. Invariant: of an object only own data properties of the engine's own errors are read.
 */
import { types } from 'node:util';
import { printable } from '../errors/index.js';
import { dataOf, nameOf } from '../errors/read.js';
import { stackOf } from './stack.js';

/** A promise was rejected and nobody handled it. All of it is plain text that was made safe to print. */
export interface RejectionReport {
  /** What it was rejected with: `TypeError: …` for an error, `'text'` for a string, `an object` for what is not shown. */
  readonly reason: string;
  /** The frames of the error, host's and guest's, for the host's eyes; '' for what is no error. */
  readonly stack: string;
}

type Listener = (report: RejectionReport) => void;

/** Says what a value is, in one line, without running any code of it. */
const describe = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return `'${printable(value)}'`;
    case 'symbol':
      return `Symbol(${printable(value.description ?? '')})`;
    case 'bigint':
      return `${printable(String(value))}n`;
    case 'function':
      return types.isProxy(value) ? 'a Proxy' : 'a function';
    case 'object': {
      if (value === null) return 'null';
      if (types.isProxy(value)) return 'a Proxy';
      if (!types.isNativeError(value)) return 'an object';
      const message = dataOf(value, 'message');
      return `${printable(nameOf(value))}: ${typeof message === 'string' ? printable(message) : ''}`;
    }
    default:
      return String(value);
  }
};

const mostLinesASecond = 20;
let second = 0;
let lines = 0;
let unwritten = 0;

/** Writes to stderr, but not more than a log can bear: a guest can reject a million promises. */
const write = ({ reason, stack }: RejectionReport): void => {
  const now = Math.floor(performance.now() / 1000);
  if (now !== second) {
    second = now;
    lines = 0;
  }
  lines += 1;
  if (lines > mostLinesASecond) {
    unwritten += 1;
    return;
  }
  const more = unwritten === 0 ? '' : ` (and ${unwritten} more that were not written)`;
  unwritten = 0;
  process.stderr.write(`Unhandled rejection: ${reason}${more}\n${stack === '' ? '' : `${stack}\n`}`);
};

let listener: Listener = write;

/**
 * Takes the reports of rejections that nobody handled, in place of stderr.
 *
 * Under this lockdown no unhandled rejection ends the process, as a guest could otherwise end its host. A host that
 * wants its own mistakes to be fatal decides that here; it should know that a guest can reject with an error that
 * looks like the host's.
 *
 * @param report - called for each; what it throws is the host's own uncaught exception.
 * @example
 * import { onUnhandledRejection } from '@padded-cell/rexec/lockdown';
 * onUnhandledRejection(({ reason, stack }) => console.error('rejected:', reason, stack));
 */
export const onUnhandledRejection = (report: Listener): void => {
  listener = report;
};

/** The listeners of an SES lockdown that was not told `unhandledRejectionTrapping: 'none'`, by event. */
const sesListeners = {
  unhandledRejection: 'unhandledRejectionHandler',
  rejectionHandled: 'rejectionHandledHandler',
  exit: 'processTerminationHandler',
} as const;

const reportUnhandledRejection = (reason: unknown): void => {
  listener({ reason: describe(reason), stack: stackOf(reason) });
};

let guarding = false;

/** Reports unhandled rejections safely from now on, in place of SES's handler where there is one. */
export const guardRejections = (): void => {
  if (guarding) return;
  guarding = true;
  const events: Pick<NodeJS.EventEmitter, 'on' | 'listeners' | 'removeListener'> = process;
  for (const [event, name] of Object.entries(sesListeners)) {
    for (const each of events.listeners(event)) {
      if (each.name === name) events.removeListener(event, each as (...args: unknown[]) => void);
    }
  }
  // Another copy of this package may be on guard already: it is known by the name of its listener.
  if (events.listeners('unhandledRejection').some(({ name }) => name === reportUnhandledRejection.name)) return;
  events.on('unhandledRejection', reportUnhandledRejection);
  // Node prints an uncaught error by its `stack`, which is ''. This prints the frames first and changes nothing else.
  events.on('uncaughtExceptionMonitor', (error: unknown) => {
    const stack = stackOf(error);
    if (stack !== '') process.stderr.write(`Uncaught ${describe(error)}\n${stack}\n`);
  });
};
