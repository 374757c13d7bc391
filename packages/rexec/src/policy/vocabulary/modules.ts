/**
 * The modules of the host that a cell may import (`okBuiltinModules`), each in its restricted form.
 *
 * Data only: whoever writes a module adds its name here first. Invariant: a name that is in neither table does
 * not exist, and a policy that mentions it is an error.
 */

/** Every module a policy may grant, with what the guest gets under that name. */
export const BUILTIN_MODULES = {
  'node:buffer': 'Buffer and its encodings; pure',
  'node:events': 'EventEmitter; pure',
  'node:path': 'path arithmetic; pure',
  'node:path/posix': 'path arithmetic with POSIX rules; pure',
  'node:path/win32': 'path arithmetic with Windows rules; pure',
  'node:punycode': 'Punycode; pure',
  'node:querystring': 'query strings; pure',
  'node:string_decoder': 'bytes to text across chunks; pure',
  'node:url': 'parse, format and resolve; pure',
} as const;

/** The name of a module that a policy may grant. */
export type BuiltinModule = keyof typeof BUILTIN_MODULES;

const reachesHost = 'has no restricted form: it reaches into the host process';
const reachesNet = 'has no restricted form: the network is reached by fetch, under okHosts';
const notBuilt = 'has no restricted form in this version';
const runsCode = 'has no restricted form: it runs code outside the cell';

/** Modules that Node has and no policy can grant, with the reason. */
export const REFUSED_MODULES: Readonly<Record<string, string>> = {
  '@padded-cell/bastion': 'needs no line: every cell can import it',
  '@padded-cell/rexec': 'is granted by limits.cells, not by this line',
  'node:util': notBuilt,
  'node:util/types': notBuilt,
  'node:assert': notBuilt,
  'node:assert/strict': notBuilt,
  'node:console': notBuilt,
  'node:crypto': notBuilt,
  'node:fs': notBuilt,
  'node:fs/promises': notBuilt,
  'node:os': notBuilt,
  'node:process': notBuilt,
  'node:stream': notBuilt,
  'node:stream/consumers': notBuilt,
  'node:stream/promises': notBuilt,
  'node:stream/web': notBuilt,
  'node:timers': notBuilt,
  'node:timers/promises': notBuilt,
  'node:async_hooks': reachesHost,
  'node:child_process': runsCode,
  'node:cluster': runsCode,
  'node:constants': 'is an old name; use constants of node:fs and node:os',
  'node:dgram': reachesNet,
  'node:diagnostics_channel': reachesHost,
  'node:dns': reachesNet,
  'node:dns/promises': reachesNet,
  'node:domain': reachesHost,
  'node:ffi': runsCode,
  'node:http': reachesNet,
  'node:http2': reachesNet,
  'node:https': reachesNet,
  'node:inspector': reachesHost,
  'node:inspector/promises': reachesHost,
  'node:module': runsCode,
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
  'node:tty': reachesHost,
  'node:v8': reachesHost,
  'node:vm': 'has no restricted form: import RExec from "@padded-cell/rexec" instead, under limits.cells',
  'node:wasi': reachesHost,
  'node:worker_threads': runsCode,
  'node:zlib': 'has no restricted form: npm packages such as fflate do the same within the cell',
};
