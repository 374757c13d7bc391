/**
 * Guards: what a method takes and gives, as validators of the Standard Schema interface (zod, valibot,
 * arktype and others implement it). What the validator returns is what is used, so a value that would
 * answer differently the second time is asked once.
 *
 * Source of the interface: https://standardschema.dev
 */
import { GuardError } from '../errors.js';
import { isArray, uncurry } from '../primordials.js';

/** The part of Standard Schema that a guard uses. */
export interface Schema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => Validation<Output> | Promise<Validation<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

type Validation<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly Issue[] };

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What one method takes and gives. */
export interface Guard {
  /** One schema for each parameter (more arguments than that are refused), or one for the list of them. */
  readonly args?: readonly Schema[] | Schema;
  /** For the result; for what a promise gives, where the method returns one. */
  readonly result?: Schema;
}

export type Guards = Readonly<Record<string, Guard>>;

const written = ({ message, path }: Issue): string => {
  const keys = (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
  return keys.length === 0 ? message : `${keys.join('.')}: ${message}`;
};

const check = (schema: Schema, value: unknown, what: string): unknown => {
  const validation = schema['~standard'].validate(value);
  if (validation instanceof Promise) {
    throw new GuardError(`${what}: the schema of a guard has to answer at once, not by a promise`);
  }
  if (validation.issues !== undefined) {
    throw new GuardError(`${what}: ${validation.issues.map(written).join('; ')}`);
  }
  return validation.value;
};

/** The arguments that the target gets. @throws GuardError */
export const checkArguments = (
  guard: Guard | undefined,
  method: string,
  args: readonly unknown[],
): readonly unknown[] => {
  const schemas = guard?.args;
  if (schemas === undefined) return args;
  if (!isArray(schemas)) {
    return check(schemas as Schema, args, `the arguments of ${method}()`) as readonly unknown[];
  }
  const each = schemas as readonly Schema[];
  if (args.length > each.length) {
    throw new GuardError(`${method}() takes ${each.length} arguments, not ${args.length}`);
  }
  return each.map((schema, index) => check(schema, args[index], `argument ${index + 1} of ${method}()`));
};

const then = uncurry(Promise.prototype.then) as (
  self: unknown,
  fulfilled: (value: unknown) => unknown,
) => Promise<unknown>;

/** The result that crosses. @throws GuardError */
export const checkResult = (guard: Guard | undefined, method: string, result: unknown): unknown => {
  const schema = guard?.result;
  if (schema === undefined) return result;
  const checked = (value: unknown): unknown => check(schema, value, `the result of ${method}()`);
  return result instanceof Promise ? then(result, checked) : checked(result);
};
