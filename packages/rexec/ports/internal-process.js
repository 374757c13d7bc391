// The guest half of `process`: Node's interface, over what the cell's policy grants of it. It holds no authority.
import EventEmitter from 'node:events';
import { InputFile, later, OutputFile } from './process/streams.js';

const eventMethods = [
  'addListener',
  'emit',
  'eventNames',
  'getMaxListeners',
  'listenerCount',
  'listeners',
  'off',
  'on',
  'once',
  'prependListener',
  'prependOnceListener',
  'rawListeners',
  'removeAllListeners',
  'removeListener',
  'setMaxListeners',
];

const exitCodeOf = (given) => {
  if (given === undefined || given === null) return undefined;
  const code = typeof given === 'string' && /^-?\d+$/.test(given) ? Number(given) : given;
  if (typeof code === 'number' && Number.isSafeInteger(code)) return code;
  throw new TypeError('an exit code is a whole number');
};

const entriesOf = (list) => {
  const entries = {};
  for (let index = 0; index < list.length; index += 2) {
    Object.defineProperty(entries, list[index], {
      value: list[index + 1],
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return entries;
};

const hrtime = (before) => {
  const now = $process.hrtime('hrtime');
  const [seconds, rest] = Array.isArray(before) ? [Number(before[0]), Number(before[1])] : [0, 0];
  const passed = now - BigInt(Math.trunc(seconds) || 0) * 1000000000n - BigInt(Math.trunc(rest) || 0);
  const whole = passed / 1000000000n;
  const isBorrowed = passed % 1000000000n < 0n;
  return [Number(isBorrowed ? whole - 1n : whole), Number((passed % 1000000000n) + (isBorrowed ? 1000000000n : 0n))];
};
Object.defineProperty(hrtime, 'bigint', { value: () => $process.hrtime('bigint') });

const value = (given) => ({ value: given, writable: true, enumerable: true, configurable: true });

/** Made when it is first read. */
const once = (make) => () => {
  let made;
  return { get: () => (made ??= make()), enumerable: true, configurable: true };
};

const fact = (name) => () => value($process.fact(name));

/** Every name there is, each a function that gives a property's descriptor. */
const definitions = (emitter, self) => {
  let exitCode;
  let isExiting = false;
  const events = eventMethods.map((name) => [
    name,
    () =>
      value((...args) => {
        const result = emitter[name](...args);
        return result === emitter ? self() : result;
      }),
  ]);
  return {
    ...Object.fromEntries(events),
    arch: fact('arch'),
    argv: () => value([...$process.list('argv')]),
    argv0: fact('argv0'),
    cpuUsage: () =>
      value((before) => {
        const [user, system] = $process.cpuUsage();
        return { user: user - (before?.user ?? 0), system: system - (before?.system ?? 0) };
      }),
    cwd: () => value(() => $process.fact('cwd')),
    emitWarning: () =>
      value((warning, options) => {
        const isError = typeof warning === 'object' && warning !== null;
        const type = typeof options === 'string' ? options : (options?.type ?? (isError ? warning.name : 'Warning'));
        const message = `${isError ? warning.message : warning}`;
        $process.warn(`${type}: ${message}`);
        const told = isError ? warning : Object.defineProperty(new Error(message), 'name', value(`${type}`));
        later(() => emitter.emit('warning', told));
      }),
    env: () => value(entriesOf($process.list('env'))),
    execArgv: () => value([]),
    exit: () =>
      value((given) => {
        const code = exitCodeOf(given) ?? exitCode ?? 0;
        if (!isExiting) {
          isExiting = true;
          try {
            emitter.emit('exit', code);
          } finally {
            isExiting = false;
          }
        }
        $process.exit(code);
      }),
    exitCode: () => ({
      get: () => exitCode,
      set: (given) => {
        const code = exitCodeOf(given);
        $process.setExitCode(code ?? 0);
        exitCode = code;
      },
      enumerable: true,
      configurable: true,
    }),
    features: () => value(entriesOf($process.list('features'))),
    hrtime: () => value(hrtime),
    nextTick: () =>
      value((call, ...args) => {
        if (typeof call !== 'function') throw new TypeError('process.nextTick takes a function to call');
        later(() => call(...args));
      }),
    pid: fact('pid'),
    platform: fact('platform'),
    release: () => value({ name: 'node' }),
    stderr: once(() => new OutputFile('stderr')),
    stdin: once(() => new InputFile()),
    stdout: once(() => new OutputFile('stdout')),
    title: fact('title'),
    uptime: () => value(() => $process.uptime()),
    version: fact('version'),
    versions: () => value(Object.freeze(entriesOf($process.list('versions')))),
  };
};

let made;

/** The cell's `process`, which has the names that are granted and no other. */
export default () => {
  if (made !== undefined) return made;
  const prototype = Object.create(Object.prototype, { [Symbol.toStringTag]: { value: 'process' } });
  const process = Object.create(prototype);
  const emitter = new EventEmitter();
  const make = definitions(emitter, () => process);
  for (const name of $process.granted()) Object.defineProperty(process, name, make[name]());
  made = process;
  return process;
};
