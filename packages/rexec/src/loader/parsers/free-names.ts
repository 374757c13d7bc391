/**
 * The names that a module takes from its surroundings: where they are nowhere, a use of one is a ReferenceError, as
 * everywhere. SES's own scope would give undefined.
 */
import type { Scope } from 'eslint-scope';
import type { Mentions } from './mentions.js';

/** The names of the surroundings; one that is asked for its type is meant to be there or not. */
export const freeIn = (through: Scope['through'], { typeofs }: Mentions): readonly string[] => {
  const asked = new Set<string>();
  const names = new Set<string>();
  for (const { identifier } of through) {
    const { name, range } = identifier as { readonly name: string; readonly range?: [number, number] };
    names.add(name);
    if (range !== undefined && typeofs.has(range[0])) asked.add(name);
  }
  return [...names].filter((name) => !asked.has(name) && name !== 'arguments');
};
