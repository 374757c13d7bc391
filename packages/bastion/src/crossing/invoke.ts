/**
 * The general way of a call through a bastion: the one that generated methods take a short cut for.
 *
 * Order: is it alive; arguments cross; guards; interceptors; the target; guards; the result crosses. What
 * is thrown at any point crosses too.
 */
import { checkArguments, checkResult } from '../around/guard.js';
import { surround } from '../around/interceptor.js';
import { AttributeError } from '../errors.js';
import { facadeOf } from '../facade/brand.js';
import { methodNamed, type Method } from '../facade/methods.js';
import type { Special } from '../facade/special-methods.js';
import { apply } from '../primordials.js';
import type { Lane } from './lane.js';
import { spend } from './meter.js';

/** Runs a call inside the interceptors of its membrane; those watch what goes down to the host. */
export const surrounded = (
  lane: Lane,
  bastion: string,
  method: string,
  args: readonly unknown[],
  call: (args: readonly unknown[]) => unknown,
): unknown => {
  const { around } = lane.membrane;
  return lane.side === 'down' && around.length > 0 ? surround(around, { bastion, method, args }, call) : call(args);
};

/** Calls a method, or runs a special one. What it throws has yet to cross. */
export const run = (
  bastion: object,
  target: object,
  lane: Lane,
  name: string,
  args: ArrayLike<unknown>,
  special?: Special,
): unknown => {
  const facade = facadeOf(bastion);
  // Only interceptors and a dead membrane ask for the text, and `watched` says whether there are any.
  const text = lane.watched ? (facade?.nameOf(bastion) ?? '?') : '';
  if (lane.watched) lane.assertLive(`<Bastion for ${text}>.${name}`);
  spend(lane.calls, 1);
  const crossed: unknown[] = [];
  for (let index = 0; index < args.length; index += 1) crossed.push(lane.back.cross(args[index]));
  const guard = facade?.view.guards?.[name];
  const call = (given: readonly unknown[]): unknown => {
    const checked = checkArguments(guard, name, given);
    const result: unknown =
      special === undefined
        ? apply((target as Record<string, Method>)[name] as Method, target, checked)
        : special(target, ...checked);
    return checkResult(guard, name, result);
  };
  const result = surrounded(lane, text, name, crossed, call);
  if (result === target) return bastion;
  if (special !== undefined && (name === '__iter__' || name === '__aiter__')) {
    return lane.crossIterator(result, name === '__iter__' ? 'iterator' : 'asyncIterator');
  }
  return lane.cross(result);
};

/** What a caller gets for an error that a call met. A method that has gone is an AttributeError. */
export const thrown = (target: object, lane: Lane, name: string, error: unknown): unknown => {
  if (!hasGone(target, lane, name, error)) return lane.thrown(error);
  const refusal = new AttributeError(`'${name}' is no longer a method of the object behind this bastion`);
  return lane.side === 'down' ? lane.thrown(refusal) : refusal;
};

/** What was thrown, and what stands behind the bastion, may be Proxies: their traps run, and throw, in here. */
const hasGone = (target: object, lane: Lane, name: string, error: unknown): boolean => {
  try {
    return !lane.raw && error instanceof TypeError && methodNamed(target, name) === undefined;
  } catch {
    return false;
  }
};

/** Calls a method by name. */
export const invoke = (
  bastion: object,
  target: object,
  lane: Lane,
  name: string,
  args: ArrayLike<unknown>,
): unknown => {
  try {
    return run(bastion, target, lane, name, args);
  } catch (error) {
    throw thrown(target, lane, name, error);
  }
};

/** Calls a special method, which knows itself how to run on the target. */
export const invokeSpecial = (
  bastion: object,
  target: object,
  lane: Lane,
  name: string,
  args: readonly unknown[],
  special: Special,
): unknown => {
  try {
    return run(bastion, target, lane, name, args, special);
  } catch (error) {
    throw lane.thrown(error);
  }
};
