/** The scenarios of crossing, each as it stands, with a wall in the place of the membrane. */
import { beforeEach, vi } from 'vitest';

type Untyped = typeof import('../../../bastion/test/untyped.js');

const original = await vi.hoisted(async () => await import('@padded-cell/bastion/membrane'));

const walls = vi.hoisted(() => ({ make: (_membrane: object): unknown => undefined }));

vi.mock('@padded-cell/bastion/membrane', () => ({
  ...original,
  createMembrane: (membrane: object) => walls.make(membrane),
}));

vi.mock('../../../bastion/test/untyped.js', async (importOriginal) => {
  const untyped = await importOriginal<Untyped>();
  const { wall } = await import('./pair.js');
  const { createMembrane: create } = original;
  walls.make = (membrane) => wall({ membrane, create });
  const { down } = wall({ create });
  const bastion = (...given: Parameters<Untyped['bastion']>) => down(untyped.bastion(...given));
  return {
    ...untyped,
    bastion: Object.assign(bastion, {
      register: (untyped.bastion as unknown as { register: unknown }).register,
      revocable: (...given: Parameters<Untyped['bastion']>) => {
        const { bastion: made, revoke } = untyped.bastion.revocable(...given);
        return { bastion: down(made), revoke };
      },
    }),
  };
});

/** What is not as in one realm, and why. */
const differs: ReadonlySet<string> = new Set([
  // That its method has gone is the guest side's own word, so that it is a GuestError of this name.
  'is an AttributeError on either side',
  // The guest's process learns that a bastion is dead when it is used; to make it narrower uses nothing.
  'narrows nothing either: a dead bastion cannot be narrowed',
  // What a promise gives is looked at in the guest's process, where its traps may run.
  'a promise that settles afterwards is not looked at: no trap of what it gives runs',
  // The guest's process copies up to its own limit before the host's is met.
  'entries',
  // Holes count up to where the host's membrane, whose limit this test changes, would walk through them.
  'items: of an array longer than the limit the elements count, and the holes do not',
]);

beforeEach(({ task, skip }) => {
  skip(differs.has(task.name));
});

await import('../../../bastion/test/crossing/primitives.test.js');
await import('../../../bastion/test/crossing/builtins.test.js');
await import('../../../bastion/test/crossing/graphs.test.js');
await import('../../../bastion/test/crossing/arrays.test.js');
await import('../../../bastion/test/crossing/binary.test.js');
await import('../../../bastion/test/crossing/collections.test.js');
await import('../../../bastion/test/crossing/plain-data.test.js');
await import('../../../bastion/test/crossing/records.test.js');
await import('../../../bastion/test/crossing/errors-as-data.test.js');
await import('../../../bastion/test/crossing/functions.test.js');
await import('../../../bastion/test/crossing/classes.test.js');
await import('../../../bastion/test/crossing/class-filters.test.js');
await import('../../../bastion/test/crossing/promises.test.js');
await import('../../../bastion/test/crossing/iterators.test.js');
await import('../../../bastion/test/crossing/thenables.test.js');
await import('../../../bastion/test/crossing/hostile-proxies.test.js');
await import('../../../bastion/test/crossing/identity.test.js');
await import('../../../bastion/test/crossing/thrown-by-guest.test.js');
await import('../../../bastion/test/crossing/thrown-by-host.test.js');
await import('../../../bastion/test/crossing/revocation.test.js');
await import('../../../bastion/test/crossing/revoking.test.js');
await import('../../../bastion/test/crossing/limits.test.js');
await import('../../../bastion/test/crossing/foreign-realms.test.js');
await import('../../../bastion/test/crossing/positions.test.js');
