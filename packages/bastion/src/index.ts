/**
 * Wraps objects so that only the methods a name filter accepts can be reached.
 *
 * @packageDocumentation
 */
export { bastion, narrow, type BastionOptions, type RevocableBastion } from './bastion.js';
export { isBastion } from './facade/brand.js';
export {
  allow,
  defaultFilter,
  deny,
  every,
  type Allow,
  type DefaultFilter,
  type Deny,
  type Every,
  type NameFilter,
} from './filter.js';
export { record, type RecordOf } from './crossing/record.js';
export { defaultLimits, type CrossingLimits } from './crossing/limits.js';
export type { Refusal } from './crossing/membrane.js';
export type { Call, Interceptor } from './around/interceptor.js';
export type { Guard, Guards, Schema } from './around/guard.js';
export { askBefore } from './around/ask-before.js';
export { audit, type AuditRecord } from './around/audit.js';
export { callBudget, once } from './around/call-budget.js';
export { expiry } from './around/expiry.js';
export { rateLimit } from './around/rate-limit.js';
export {
  AttributeError,
  CrossingError,
  GuardError,
  GuestError,
  RefusedError,
  RevokedError,
  type GuestPosition,
} from './errors.js';
export { Bastion, type BastionOf, type Narrowed } from './types/bastion.js';
export type { Down, FromGuest, Up } from './types/crossing.js';
export type { GuardsFor } from './types/guards.js';
export type { MethodNames } from './types/names.js';
