/**
 * The command line of a cell's process: what Node is started with, and what it is started without.
 *
 * Invariant: the process can read its own program, and no other file; it can start nothing. Node's permission model is a
 * seat belt for the day a guest gets out of its compartment, not the wall: the process is.
 */
import { type Policy, limitOf } from '../../policy/index.js';

const major = Number(process.versions.node.split('.')[0]);

/** What a cell never uses. Those that this version of Node has no such flag for are left out. */
const unwanted = [
  '--no-addons',
  '--no-global-search-paths',
  '--no-experimental-eventsource',
  '--no-experimental-fetch',
  '--no-experimental-global-customevent',
  '--no-experimental-global-navigator',
  '--no-experimental-require-module',
  '--no-experimental-sqlite',
  '--no-experimental-strip-types',
  '--no-experimental-websocket',
  '--no-experimental-webstorage',
  // A signal would have it open a port that anyone on the machine can debug it by.
  '--disable-sigusr1',
  // They would be said by a process that has no one to tell.
  '--no-deprecation',
  '--no-warnings',
];

const wanted = unwanted.filter((flag) => process.allowedNodeEnvironmentFlags.has(flag));

const permission = major < 22 ? '--experimental-permission' : '--permission';

/** Where WebAssembly is made: none of it in a cell that can't import it, nor take types out with it. */
const usesWebAssembly = ({ okFileTypes }: Pick<Policy, 'okFileTypes'>): boolean =>
  okFileTypes.includes('wasm') || okFileTypes.includes('ts');

/** A young generation of a tenth: three times its size is in use where a guest makes garbage in a loop. */
const youngMb = (memoryMb: number): number => Math.max(1, Math.min(16, Math.floor(memoryMb / 32)));

const heapFlags = (memoryMb: number): string[] =>
  memoryMb === Number.POSITIVE_INFINITY
    ? []
    : [`--max-old-space-size=${Math.max(16, Math.ceil(memoryMb))}`, `--max-semi-space-size=${youngMb(memoryMb)}`];

/**
 * Node's own flags for a cell with a policy. Equal policies have equal flags, and the compiled form of the program is for
 * one set of them.
 *
 * @param readable - the directories that the process reads its own program from.
 */
export const nodeFlags = (policy: Policy, readable: readonly string[]): string[] => [
  permission,
  ...readable.map((directory) => `--allow-fs-read=${directory}`),
  ...wanted,
  ...heapFlags(limitOf(policy, 'memoryMb')),
];

/** The names that a process takes from its global before its program runs. */
export const withheldNames = (policy: Policy): string[] => [
  'fetch',
  'WebSocket',
  'EventSource',
  'navigator',
  ...(usesWebAssembly(policy) ? [] : ['WebAssembly']),
];

/** How much more than `memoryMb` the engine maps without using it, by version: measured, with a margin. */
export const mappedBeyondMb: number = major < 22 ? 160 : major < 24 ? 320 : 1024;
