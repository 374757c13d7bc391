/** Primitives cross as themselves; symbols only where they mean the same on both sides. */
import { describe, expect, test } from 'vitest';
import { routes } from './routes.js';

const primitives: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.MAX_SAFE_INTEGER,
  '',
  'text with \u0000 and 🧪 and a lone \uD800',
  0n,
  -(2n ** 70n),
  Symbol.for('registered'),
  Symbol.iterator,
  Symbol.asyncIterator,
];

describe.each(routes)('%s, %s', (_way, _name, send) => {
  test.each(primitives)('%s arrives as itself', async (value) => {
    expect(Object.is((await send(value)).value, value)).toBe(true);
  });

  test('a symbol of its own is refused, by name', async () => {
    const refusal = await send(Symbol('mine')).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'ERR_CROSSING' });
    expect((refusal as Error).message).toMatch(/Symbol\(mine\) cannot cross: only registered symbols/);
  });

  test('a symbol of its own inside of data is refused, and the refusal says where it stands', async () => {
    const refusal = await send({ list: [0, new Map([['key', { deep: Symbol('mine') }]])] }).catch((e: unknown) => e);
    expect(refusal).toMatchObject({ code: 'ERR_CROSSING' });
    expect((refusal as Error).message).toContain('.list[1].key.deep: Symbol(mine) cannot cross');
  });
});
