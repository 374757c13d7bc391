/** Bastions that the host made, handed through a wall in the place of a membrane. */
import { vi } from 'vitest';

const original = await vi.hoisted(async () => await import('@padded-cell/bastion/membrane'));

const walls = vi.hoisted(() => ({ make: (_membrane: object): unknown => undefined }));

vi.mock('@padded-cell/bastion/membrane', () => ({
  ...original,
  createMembrane: (membrane: object) => walls.make(membrane),
}));

const { wall } = await import('./pair.js');
walls.make = (membrane) => wall({ membrane, create: original.createMembrane });

await import('../../../bastion/test/crossing/adoption.test.js');
