/**
 * The modules of the host that a cell may import (`okBuiltinModules`), each in its restricted form.
 *
 * Data only: whoever writes a module adds its name here first. Invariant: a name that is in neither table does
 * not exist, and a policy that mentions it is an error.
 */

/** Every module a policy may grant, with what the guest gets under that name. */
export const BUILTIN_MODULES = {
  'node:assert': 'assertions; pure',
  'node:assert/strict': 'assertions, strict; pure',
  'node:buffer': 'Buffer and its encodings; pure',
  'node:console': "the cell's own console, as a module",
  'node:crypto': 'digests, HMAC, random values by the line `random`, webcrypto',
  'node:diagnostics_channel': 'named channels within the cell; pure',
  'node:events': 'EventEmitter; pure',
  'node:fs': 'files under okPath and okWritePath: the names in okPosixNames',
  'node:fs/promises': 'the same, by promises',
  'node:module': 'createRequire, for what a require of the same package gives',
  'node:os': 'facts about the machine: the names in okPosixNames',
  'node:path': 'path arithmetic; pure',
  'node:path/posix': 'path arithmetic with POSIX rules; pure',
  'node:path/win32': 'path arithmetic with Windows rules; pure',
  'node:process': 'the names of process in okSysNames',
  'node:punycode': 'Punycode; pure',
  'node:querystring': 'query strings; pure',
  'node:stream': 'Readable, Writable, pipeline and the like; pure',
  'node:stream/consumers': 'the whole of a stream as text, bytes or JSON; pure',
  'node:stream/promises': 'pipeline and finished as promises; pure',
  'node:stream/web': 'ReadableStream, WritableStream and TransformStream; pure',
  'node:string_decoder': 'bytes to text across chunks; pure',
  'node:timers': "the cell's own timers, as a module",
  'node:timers/promises': "the cell's own timers, as promises",
  'node:tty': 'isatty, which says no',
  'node:url': 'parse, format and resolve; pure',
  'node:util': 'inspect, format, promisify and the like; pure',
  'node:util/types': 'what kind of thing a value is; pure',
  'node:zlib': 'deflate, gzip and their inverses; pure',
} as const;

/** The name of a module that a policy may grant. */
export type BuiltinModule = keyof typeof BUILTIN_MODULES;

const reachesHost = 'has no restricted form: it reaches into the host process';
const reachesNet = 'has no restricted form: the network is reached by fetch, under okHosts';
const runsCode = 'has no restricted form: it runs code outside the cell';

/** Modules that Node has and no policy can grant, with the reason. */
export const REFUSED_MODULES: Readonly<Record<string, string>> = {
  '@padded-cell/bastion': 'needs no line: every cell can import it',
  '@padded-cell/rexec': 'is granted by limits.cells, not by this line',
  'node:async_hooks': 'has no restricted form: AsyncLocalStorage follows what the engine does for the whole process',
  'node:child_process': runsCode,
  'node:cluster': runsCode,
  'node:constants': 'is an old name; use constants of node:fs and node:os',
  'node:dgram': reachesNet,
  'node:dns': reachesNet,
  'node:dns/promises': reachesNet,
  'node:domain': reachesHost,
  'node:ffi': runsCode,
  'node:http': reachesNet,
  'node:http2': reachesNet,
  'node:https': reachesNet,
  'node:inspector': reachesHost,
  'node:inspector/promises': reachesHost,
  'node:net': reachesNet,
  'node:perf_hooks': reachesHost,
  'node:readline': reachesHost,
  'node:readline/promises': reachesHost,
  'node:repl': runsCode,
  'node:sea': reachesHost,
  'node:sqlite': 'has no restricted form: it opens files by itself',
  'node:sys': 'is an old name of node:util',
  'node:test': runsCode,
  'node:test/reporters': runsCode,
  'node:tls': reachesNet,
  'node:trace_events': reachesHost,
  'node:v8': reachesHost,
  'node:vm': 'has no restricted form: import RExec from "@padded-cell/rexec" instead, under limits.cells',
  'node:wasi': reachesHost,
  'node:worker_threads': runsCode,
};
