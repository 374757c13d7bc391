/**
 * Restricted execution: cells in which a guest's code runs with what its host gives it, and reaches nothing else.
 *
 * @module
 */
export { RExec, type NestRequest, type RExecOptions, type SourceOptions } from './rexec.js';
export type { Program } from './program.js';
export type { EndowmentRequest, Endowments } from './endowments.js';
export type { Namespace } from './cell/namespace.js';
export { CellEndedError, ImportError, LockdownError, PrivilegeError } from './errors/index.js';
export type { ConsoleRecord, ConsoleSink, Stdio, TextSink } from './names/output.js';
export type { CellRecord, ErrorRecord, Logger } from './logger.js';
export { type Excess, LimitError, type Policy, PolicyError, type PolicyInput } from './policy/index.js';
