/** An error that is handed over, not thrown: a copy with a name, a message and a code, and no more of its sender. */
import { describe, expect, test } from 'vitest';
import { downRoutes, routes, upRoutes } from './routes.js';

const SECRET = 'SECRET-5e21';

class DatabaseError extends Error {
  override name = 'DatabaseError';
  code = 'E_TIMEOUT';
  connection = { password: SECRET };
  retry(): string {
    return SECRET;
  }
}

describe.each(routes)('%s, %s: an error', (_way, _name, send) => {
  test.each([Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError] as const)(
    'of the language keeps its class: %o',
    async (Class) => {
      const error = new Class('oh');
      const { value: arrived } = await send([error]);
      expect(Object.getPrototypeOf(arrived[0])).toBe(Class.prototype);
      expect(arrived[0].message).toBe('oh');
      expect(arrived[0]).not.toBe(error);
    },
  );

  test('of a subclass arrives as an Error with its name, message and code, and nothing else of it', async () => {
    const { value: arrived } = await send({ error: new DatabaseError('too late') });
    const { error } = arrived;
    expect(Object.getPrototypeOf(error)).toBe(Error.prototype);
    expect(String(error)).toBe('DatabaseError: too late');
    expect(error.code).toBe('E_TIMEOUT');
    expect(new Set(Reflect.ownKeys(error))).toStrictEqual(new Set(['code', 'message', 'name', 'stack']));
  });

  test('has no frame of its sender in its stack', async () => {
    const { value: arrived } = await send([new Error('oh')]);
    expect(arrived[0].stack).toBe('Error: oh');
  });

  test('with accessors for name, message and code does not have them run', async () => {
    let ran = false;
    const get = () => ((ran = true), SECRET);
    const error = Object.defineProperties(new Error('x'), {
      name: { get },
      message: { get },
      code: { get },
      cause: { get },
    });
    const { value: arrived } = await send([error]);
    expect(JSON.stringify([String(arrived[0]), arrived[0]])).not.toContain(SECRET);
    expect(ran).toBe(false);
  });

  test('that collected others brings them', async () => {
    const { value: arrived } = await send([new AggregateError([new TypeError('a'), { n: 1 }], 'several')]);
    expect(arrived[0].name).toBe('AggregateError');
    expect(arrived[0].errors[0]).toBeInstanceOf(TypeError);
    expect(arrived[0].errors[0].message).toBe('a');
    expect(arrived[0].errors[1]).toStrictEqual({ n: 1 });
  });
});

test.each(downRoutes)("down, %s, a host's cause stays at home", async (_name, send) => {
  const { value } = await send([new Error('outer', { cause: new Error(SECRET) })]);
  expect('cause' in value[0]).toBe(false);
});

test.each(downRoutes)('down, %s, no path goes along in a message', async (_name, send) => {
  const { value } = await send([new Error("cannot open '/srv/app/secrets/key.pem'")]);
  expect(value[0].message).toBe("cannot open '<path>'");
});

test.each(upRoutes)("up, %s, a guest's cause crosses as any value does", async (_name, send) => {
  const { value } = await send([new Error('outer', { cause: new TypeError('inner', { cause: 5 }) })]);
  expect(value[0].cause).toBeInstanceOf(TypeError);
  expect(value[0].cause.message).toBe('inner');
  expect(value[0].cause.cause).toBe(5);
});
