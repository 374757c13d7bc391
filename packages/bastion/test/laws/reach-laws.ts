/**
 * The law of a membrane: whatever the two sides hand to each other, and whatever they try, neither ever sees an
 * object that the other made.
 */
import { allow } from '@padded-cell/bastion';
import fc from 'fast-check';
import { all, bastion } from '../untyped.js';
import { Party } from './party.js';
import { World, world } from './world.js';

const pass = (_: unknown, next: () => unknown): unknown => next();

/** How the guest is given the root of the host's world. */
const grants = {
  'by the default filter': [undefined, undefined],
  'with all names': [all, undefined],
  bound: [undefined, { bound: true }],
  'with some names': [allow('m0', 'm1', '__getitem__', '__call__', 'new'), undefined],
  'under an interceptor': [all, { around: pass }],
  'by a name': [undefined, 'root'],
} as const;

interface Step {
  readonly who: 'guest' | 'host';
  readonly act: number;
  readonly pick: number;
  readonly args: readonly ({ readonly fresh: number } | { readonly held: number })[];
}

const step: fc.Arbitrary<Step> = fc.record({
  // Guests try harder.
  who: fc.constantFrom('guest', 'guest', 'guest', 'host'),
  act: fc.nat({ max: 100 }),
  pick: fc.nat({ max: 1000 }),
  args: fc.array(
    fc.oneof(
      fc.nat({ max: 100 }).map((fresh) => ({ fresh })),
      fc.nat({ max: 1000 }).map((held) => ({ held })),
    ),
    { maxLength: 4 },
  ),
});

const argumentsOf = (party: Party, { args }: Step): readonly unknown[] =>
  args.map((arg) => ('fresh' in arg ? party.fresh(arg.fresh) : party.held[arg.held % Math.max(1, party.held.length)]));

const run = async (guest: Party, host: Party, steps: readonly Step[]): Promise<void> => {
  const parties = { guest, host };
  for (const each of steps) {
    const party = parties[each.who];
    party.act(each.act, each.pick, argumentsOf(party, each));
    if (each.pick % 5 === 0) await party.settle();
  }
  for (const party of [guest, host]) {
    await party.settle();
    party.sweep(['m0', 'm1', 'm2', 'run', 'take', 'me', 'other']);
  }
};

/** The objects that one party made, and the other saw. */
export const leaks = (from: Party, to: Party): readonly object[] =>
  [...from.own].filter((object) => to.seen.has(object));

const program: fc.Arbitrary<readonly Step[]> = fc.array(step, { minLength: 1, maxLength: 60, size: 'max' });

type Wrap = (root: object) => unknown;

const assertApart = async (specs: ConstructorParameters<typeof World>[1], steps: readonly Step[], wrap: Wrap) => {
  const [guest, host] = [new Party(), new Party()];
  const { root } = new World(host, specs);
  guest.see(wrap(root));
  await run(guest, host, steps);
  const [down, up] = [leaks(host, guest), leaks(guest, host)];
  if (down.length > 0) throw new Error(`the guest saw ${down.length} of the host's objects`, { cause: down });
  if (up.length > 0) throw new Error(`the host saw ${up.length} of the guest's objects`, { cause: up });
};

/** Neither side sees an object of the other's, where the guest is given the root of the host's world like this. */
export const neitherSees = (wrap: Wrap): fc.IAsyncProperty<unknown[]> =>
  fc.asyncProperty(world, program, (specs, steps) => assertApart(specs, steps, wrap)) as never;

/** Neither side sees an object of the other's, whatever the world, and whatever the two try. */
export const nothingRawIsReachable = (): fc.IAsyncProperty<unknown[]> => {
  const grant = fc.constantFrom(...(Object.keys(grants) as (keyof typeof grants)[]));
  return fc.asyncProperty(grant, world, program, (name, specs, steps) =>
    assertApart(specs, steps, (root) => bastion(root, ...grants[name])),
  ) as never;
};
