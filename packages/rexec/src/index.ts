/**
 * Restricted execution: cells in which a guest's code runs with what its host gives it, and reaches nothing else.
 *
 * @module
 */
export { RExec } from './rexec.js';
export type { RemoteRExec } from './wall/host/remote-rexec.js';
export type { RemoteModule } from './wall/host/remote-module.js';
export type { RemoteProgram } from './wall/host/remote-program.js';
export type { RemoteUsage } from './wall/host/remote-usage.js';
export { CellPool, type CellPoolOptions, type DrainOptions, type PoolRunOptions } from './wall/pool/cell-pool.js';
export type { PoolEvent } from './wall/pool/events.js';
export type { PoolMetrics, PoolNow, Times } from './wall/pool/metrics.js';
export type {
  Interaction,
  NestOptions,
  NestRequest,
  RExecOptions,
  SafeOptions,
  SourceOptions,
  LargestValue,
  SpawnOptions,
  SpawnWithinOptions,
} from './options.js';
export type { Explanation, Operation } from './nesting/explain.js';
export type { Usage } from './nesting/usage.js';
export type { Used } from './policy/ledger.js';
export type { Completion } from './cell/complete.js';
export type { Program } from './program.js';
export type { EndowmentRequest, Endowments } from './endowments.js';
export type { Namespace } from './cell/namespace.js';
export {
  CellCrashedError,
  CellEndedError,
  ImportError,
  LockdownError,
  PoolError,
  PrivilegeError,
  SystemExit,
} from './errors/index.js';
export { ProtocolError } from './wall/protocol.js';
export type { ConsoleRecord, ConsoleSink, Stdio, TextSink, TextSource } from './names/output.js';
export type {
  AccessRecord,
  CellRecord,
  ErrorRecord,
  ImportRecord,
  Logger,
  RefusalRecord,
  TraceRecord,
  WarningRecord,
} from './logger.js';
export { lineOf } from './logger.js';
export type { Awaitable, Found, Kind, RHooks } from './loader/hooks/hooks.js';
export { fileHooks } from './loader/hooks/file.js';
export { type MemoryContent, type MemoryFiles, type MemoryHooks, memoryHooks } from './loader/hooks/memory.js';
export { type HttpOptions, httpHooks } from './loader/hooks/http.js';
export { type ImportMap, type ImportMapEntries, type ImportMapOptions, importMap } from './loader/hooks/import-map.js';
export { layeredHooks } from './loader/hooks/layered.js';
export { type RpcHooks, type RpcOptions, rpcHooks } from './loader/hooks/rpc.js';
export {
  type Channel,
  type ChannelListeners,
  type Connect,
  type SocketOptions,
  overSocket,
  socketChannel,
} from './loader/hooks/channel.js';
export { serveHooks } from './loader/hooks/serve.js';
export { under } from './loader/hooks/under.js';
export { type ArchiveParts, type ArchiveTrust, archiveHooks, sealArchive } from './loader/archive.js';
export type { Loaded, LoadRequest, RLoader, SourceModule, ValuesModule } from './loader/own-loader.js';
export { IOError } from './errors/io-error.js';
export type { RFile } from './powers/files/r-file.js';
export type { HostModule } from './modules/made.js';
export { inRestrictedMode } from './names/restricted-mode.js';
export { StringIO } from './names/string-io.js';
export { type Excess, LimitError, type Policy, PolicyError, type PolicyInput } from './policy/index.js';
