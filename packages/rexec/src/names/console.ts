/**
 * A cell's own `console`, with the methods of Node's that write.
 *
 * Trusts: nothing of what is to be shown (shadow.ts). Invariant: a call gives nothing back, runs no code of the
 * guest's, and throws only where the limit on output is reached, or the cell has ended.
 */
import { formatWithOptions, inspect } from 'node:util';
import { forGuest } from '../errors/for-guest.js';
import { CellEndedError } from '../errors/index.js';
import { harden } from '../lockdown/realm.js';
import { disguised } from './disguise.js';
import { Shadows } from './shadow.js';

type Stream = 'stderr' | 'stdout';

/** What a console is made with. */
export interface ConsolePowers {
  readonly cell: string;
  readonly isEnded: () => boolean;
  readonly show: (method: string, stream: Stream, text: string) => void;
  /** Milliseconds, where the policy gives a clock; it throws for the guest where not. */
  readonly time: (asker: string) => number;
}

const { getOwnPropertyDescriptor } = Object;

/** What is shown of an object by itself, as Node shows it. */
const ordinaryDepth = 2;
const deepest = 10;
const mostLabels = 1000;
const mostText = 262_144;

const options = { customInspect: true, getters: false, compact: 3, breakLength: 120, maxStringLength: null } as const;

/** The text for people of what a console method is called with: `%s` and its like as in Node. */
const textOf = (values: readonly unknown[], depth: number = ordinaryDepth): string => {
  const shadows = new Shadows(depth);
  const shown = values.slice(0, 100).map((value) => shadows.of(value));
  let text: string;
  try {
    text = formatWithOptions({ ...options, depth: depth + 1 }, ...shown);
  } catch {
    // A specifier that wants a number of what has none.
    text = shown
      .map((value) => (typeof value === 'string' ? value : inspect(value, { ...options, depth: depth + 1 })))
      .join(' ');
  }
  return text.length > mostText ? `${text.slice(0, mostText)}… ${text.length - mostText} more characters` : text;
};

/** What a value looks like by itself: as `console.dir` shows it. */
export const looksOf = (value: unknown, depth: number = ordinaryDepth): string =>
  textOf([typeof value === 'string' ? inspect(value.slice(0, mostText), options) : value], depth);

/** A label is made text without asking an object for it. */
const labelOf = (value: unknown): string => (value === undefined ? 'default' : textOf([value], 0));

const depthOf = (given: unknown): number => {
  if (typeof given !== 'object' || given === null) return ordinaryDepth;
  const depth: unknown = new Shadows(1).of(given);
  const value: unknown = getOwnPropertyDescriptor(depth, 'depth')?.value;
  if (value === null) return deepest;
  return typeof value === 'number' && value >= 0 ? Math.min(value, deepest) : ordinaryDepth;
};

const room = (labels: Map<string, number>, label: string): void => {
  if (labels.size >= mostLabels && !labels.has(label)) throw forGuest(new RangeError('the console keeps 1000 labels'));
};

/** A cell's own `console`. */
export const consoleFor = ({ cell, isEnded, show, time }: ConsolePowers): object => {
  let indent = '';
  const counts = new Map<string, number>();
  const starts = new Map<string, number>();
  const write = (method: string, stream: Stream, text: string): void => {
    if (isEnded()) throw forGuest(new CellEndedError(cell));
    show(method, stream, indent === '' ? text : text.replaceAll(/^/gmu, indent));
  };
  const since = (label: string, asker: string): string => {
    const start = starts.get(label);
    return start === undefined ? `no timer '${label}'` : `${label}: ${(time(asker) - start).toFixed(3)}ms`;
  };
  const writer =
    (method: string, stream: Stream) =>
    (...values: unknown[]): void => {
      write(method, stream, textOf(values));
    };
  const group = (...values: unknown[]): void => {
    if (values.length > 0) write('group', 'stdout', textOf(values));
    if (indent.length < 100) indent += '  ';
  };
  const methods: Record<string, (...args: never[]) => void> = {
    // As where there is no terminal.
    clear: () => undefined,
    log: writer('log', 'stdout'),
    info: writer('info', 'stdout'),
    debug: writer('debug', 'stdout'),
    dirxml: writer('dirxml', 'stdout'),
    table: writer('table', 'stdout'),
    error: writer('error', 'stderr'),
    warn: writer('warn', 'stderr'),
    trace: (...values: unknown[]) => {
      write('trace', 'stderr', values.length === 0 ? 'Trace' : `Trace: ${textOf(values)}`);
    },
    dir: (value: unknown, given: unknown) => {
      const depth = depthOf(given);
      write('dir', 'stdout', looksOf(value, depth));
    },
    assert: (isTrue: unknown, ...values: unknown[]) => {
      if (isTrue) return;
      write('assert', 'stderr', values.length === 0 ? 'Assertion failed' : `Assertion failed: ${textOf(values)}`);
    },
    group,
    groupCollapsed: group,
    groupEnd: () => {
      indent = indent.slice(2);
    },
    count: (given: unknown) => {
      const label = labelOf(given);
      room(counts, label);
      counts.set(label, (counts.get(label) ?? 0) + 1);
      write('count', 'stdout', `${label}: ${counts.get(label)}`);
    },
    countReset: (given: unknown) => {
      counts.delete(labelOf(given));
    },
    time: (given: unknown) => {
      const label = labelOf(given);
      room(starts, label);
      starts.set(label, time('console.time()'));
    },
    timeLog: (given: unknown, ...values: unknown[]) => {
      const text = since(labelOf(given), 'console.timeLog()');
      write('timeLog', 'stdout', values.length === 0 ? text : `${text} ${textOf(values)}`);
    },
    timeEnd: (given: unknown) => {
      const label = labelOf(given);
      write('timeEnd', 'stdout', since(label, 'console.timeEnd()'));
      starts.delete(label);
    },
  };
  const own: Record<string | symbol, unknown> = { [Symbol.toStringTag]: 'console' };
  for (const [name, method] of Object.entries(methods)) own[name] = disguised(method, name);
  return harden(own);
};
