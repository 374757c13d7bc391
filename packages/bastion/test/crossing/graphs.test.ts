/** Cyclic and shared data keeps its shape, whatever the nodes are made of. */
import { expect, test, describe } from 'vitest';
import { bastion, type Anything } from '../untyped.js';
import { routes, upRoutes } from './routes.js';

describe.each(routes)('%s, %s', (_way, _name, send) => {
  test('an object that holds itself arrives as one that holds itself', async () => {
    const value: Anything = { n: 1 };
    value.self = value;
    const { value: arrived } = await send(value);
    expect(arrived.self).toBe(arrived);
    expect(arrived).not.toBe(value);
  });

  test('a ring through every kind of container closes again', async () => {
    const ring: Anything = { list: [] };
    const map = new Map<unknown, unknown>();
    const set = new Set<unknown>([map]);
    ring.list.push(set);
    map.set(ring, ring.list);
    const { value: arrived } = await send(ring);
    const [arrivedSet] = arrived.list;
    const [arrivedMap] = [...arrivedSet];
    expect([...arrivedMap]).toStrictEqual([[arrived, arrived.list]]);
    expect([...arrivedMap][0][0]).toBe(arrived);
    expect([...arrivedMap][0][1]).toBe(arrived.list);
  });

  test('what two places share arrives once', async () => {
    const shared = [1];
    const date = new Date(5);
    const { value: arrived } = await send({ a: shared, b: { c: shared }, dates: [date, date] });
    expect(arrived.a).toBe(arrived.b.c);
    expect(arrived.dates[0]).toBe(arrived.dates[1]);
    expect(arrived.a).not.toBe(shared);
  });

  test('what two places do not share arrives twice', async () => {
    const { value: arrived } = await send([{ n: 1 }, { n: 1 }]);
    expect(arrived[0]).not.toBe(arrived[1]);
  });

  test('an error in a ring arrives in a ring', async () => {
    const error = new AggregateError([]) as AggregateError & { errors: unknown[] };
    error.errors.push(error, { error });
    const { value: arrived } = await send({ error });
    expect(arrived.error.errors[0]).toBe(arrived.error);
    expect(arrived.error.errors[1].error).toBe(arrived.error);
  });
});

test.each(upRoutes)('up, %s, an error that is its own cause arrives so', async (_name, send) => {
  const error = new Error('round');
  error.cause = error;
  const { value: arrived } = await send([error]);
  expect(arrived[0].cause).toBe(arrived[0]);
});

test('two crossings of the same data are two copies', () => {
  const data = { n: 1 };
  const guest = bastion({ give: () => data });
  expect(guest.give()).toStrictEqual(guest.give());
  expect(guest.give()).not.toBe(guest.give());
});
