/* oxlint-disable unicorn/consistent-function-scoping -- what a test is about stands in the test */
/** What a host throws is never raw: on every route to a guest, a fresh error with name, message and code. */
import { isBastion } from '@padded-cell/bastion';
import { createMembrane } from '@padded-cell/bastion/membrane';
import { describe, expect, test } from 'vitest';
import { all, bastion, thrownBy, type Anything } from '../untyped.js';
import { calling } from './guest-code.js';

const SECRET = 'SECRET-e8a1';

class HostError extends Error {
  override name = 'HostError';
  code = 'E_HOST';
  connection = { password: SECRET };
  reveal(): string {
    return SECRET;
  }
}

const hostError = () => new HostError('it failed', { cause: new Error(SECRET) });

/** A host all of whose parts throw. */
class Failing {
  readonly #reason: () => unknown;
  constructor(reason: () => unknown) {
    this.#reason = reason;
  }
  sync(): never {
    throw this.#reason();
  }
  async rejected(): Promise<never> {
    throw this.#reason();
  }
  // oxlint-disable-next-line require-yield
  *rows(): Generator {
    throw this.#reason();
  }
  // oxlint-disable-next-line require-yield
  async *later(): AsyncGenerator {
    throw this.#reason();
  }
  callback(): () => never {
    return () => {
      throw this.#reason();
    };
  }
  Class(): new () => object {
    const reason = this.#reason;
    return class {
      constructor() {
        throw reason();
      }
    };
  }
  __getitem__(): never {
    throw this.#reason();
  }
  __setitem__(): never {
    throw this.#reason();
  }
  __contains__(): never {
    throw this.#reason();
  }
  __delitem__(): never {
    throw this.#reason();
  }
  __len__(): never {
    throw this.#reason();
  }
  __iter__(): never {
    throw this.#reason();
  }
}

type Throw = readonly [route: string, thrown: (b: Anything, reason: () => unknown) => unknown];

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error: unknown) => error,
  );

/** Every way by which a guest gets what a host throws. */
const downThrows: readonly Throw[] = [
  ['by a method', (b) => thrownBy(() => b.sync())],
  ['by a method with four arguments', (b) => thrownBy(() => b.sync(1, 2, 3, 4))],
  ['by a promise', (b) => rejection(b.rejected())],
  ['by an iterator', (b) => thrownBy(() => b.rows().next())],
  ['by an async iterator', (b) => rejection(b.later().next())],
  ['by a function', (b) => thrownBy(() => b.callback()())],
  ['by a constructor', (b) => thrownBy(() => new (b.Class())())],
  ['by the reading of an item', (b) => thrownBy(() => b[0])],
  ['by the writing of an item', (b) => thrownBy(() => (b[0] = 1))],
  ['by `in`', (b) => thrownBy(() => 0 in b)],
  ['by `delete`', (b) => thrownBy(() => delete b[0])],
  ['by `length`', (b) => thrownBy(() => b.length)],
  ['by iteration', (b) => thrownBy(() => [...b])],
  [
    'by an interceptor',
    (_, reason) => {
      const around = () => {
        throw reason();
      };
      return thrownBy(() => bastion(new Failing(reason), undefined, { around }).sync());
    },
  ],
  [
    'by an interceptor, later',
    (_, reason) => {
      const around = async () => {
        throw reason();
      };
      return rejection(bastion(new Failing(reason), undefined, { around }).sync());
    },
  ],
  [
    'by a guard',
    (_, reason) => {
      const validate = () => {
        throw reason();
      };
      const guards = { sync: { args: { '~standard': { version: 1, vendor: 'test', validate } } } };
      return thrownBy(() => bastion(new Failing(reason), undefined, { guards }).sync());
    },
  ],
  ['to a membrane', (_, reason) => createMembrane().thrownDown(reason())],
  [
    "through the guest's own callback",
    (b) => {
      const host = bastion({ run: (callback: () => unknown) => callback() });
      return thrownBy(() => host.run(() => b.sync()));
    },
  ],
];

/** All text of an error that a guest can read. */
const textOf = (error: Anything): string =>
  Reflect.ownKeys(error)
    .map((key) => `${String(key)}: ${String(error[key])}`)
    .join('\n');

describe.each(downThrows)("a host's error, thrown %s", (_route, throwIt) => {
  const send = async (reason: () => unknown): Promise<Anything> => throwIt(bastion(new Failing(reason), all), reason);

  test('is a fresh error: name, message, code, and nothing else', async () => {
    const original = hostError();
    const error = await send(() => original);
    expect(error).not.toBe(original);
    expect(Object.getPrototypeOf(error)).toBe(Error.prototype);
    expect(error.name).toBe('HostError');
    expect(error.message).toBe('it failed');
    expect(error.code).toBe('E_HOST');
    expect(new Set(Reflect.ownKeys(error))).toStrictEqual(new Set(['code', 'message', 'name', 'stack']));
    expect(textOf(error)).not.toContain(SECRET);
  });

  test('has no frame and no path of the host’s in its stack', async () => {
    const error = await send(hostError);
    expect(error.stack).toBe('HostError: it failed');
  });

  test('of the language keeps its class', async () => {
    const error = await send(() => new RangeError('too much'));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe('too much');
  });

  test.each([
    ["ENOENT: no such file, open '/srv/my app/key.pem'", { path: '/srv/my app/key.pem' }],
    ['cannot find module /srv/app/node_modules/secret/index.js imported from file:///srv/app/main.js', {}],
    [String.raw`cannot read C:\Users\ann\key.pem`, {}],
  ])('does not tell a path of the host’s: %s', async (message, fields) => {
    const error = await send(() => Object.assign(new Error(message), fields));
    expect(textOf(error)).not.toMatch(/srv|Users|key\.pem/);
    expect(error.message).toContain('<path>');
  });

  test.each(["'/srv/app/key.pem' is missing", Symbol('mine'), null, undefined, 5, { message: 'plain' }, () => 1])(
    'may be no error at all: %s',
    async (reason) => {
      const error = await send(() => reason);
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBe(reason);
      expect(textOf(error)).not.toContain('srv');
    },
  );

  test('that collected others brings them, each fresh', async () => {
    const inner = hostError();
    const error = await send(() => new AggregateError([inner, SECRET.length], 'several'));
    expect(error.name).toBe('AggregateError');
    expect(error.errors[0]).not.toBe(inner);
    expect(error.errors[0].message).toBe('it failed');
    expect(textOf(error.errors[0])).not.toContain(SECRET);
  });

  test('of a platform that keeps name and message in slots brings them', async () => {
    const error = await send(() => new DOMException('too late', 'TimeoutError'));
    expect(error.name).toBe('TimeoutError');
    expect(error.message).toBe('too late');
  });
});

describe('a refusal of the package’s own', () => {
  test.each<[string, (b: Anything) => unknown]>([
    ['a name that is not exposed', (b) => b.secret],
    ['a field that is written', (b) => (b.field = 1)],
    ['a method without its bastion', (b) => b.sync.call({})],
    ['a name on what inherits from a bastion', (b) => Object.create(b).secret],
    [
      'a call that the filter refuses',
      () =>
        bastion(
          () => 1,
          () => false,
        )(),
    ],
    ['a value that cannot cross', (b) => b.sync(Symbol('mine'))],
  ])('has no frame of the host’s: %s', (_of, refuse) => {
    const { stack, name, message } = thrownBy(() => refuse(bastion(new Failing(hostError))));
    expect(stack).toBe(`${name}: ${message}`);
  });
});

test('a guest’s error that passes through the host to a guest is fresh again', () => {
  const host = bastion({ run: (callback: () => unknown) => callback() });
  const original = Object.assign(new RangeError('own'), { held: { secret: SECRET } });
  const error = thrownBy(() =>
    host.run(() => {
      throw original;
    }),
  );
  expect(error).toBeInstanceOf(RangeError);
  expect(error).not.toBe(original);
  expect(error.held).toBeUndefined();
  expect(error).not.toHaveProperty('guest');
  expect(error).not.toHaveProperty('positions');
});

test('a function of the guest’s that calls back keeps both sides’ errors apart', () => {
  const host = bastion({
    run: (callback: (inner: () => unknown) => unknown) =>
      callback(() => {
        throw hostError();
      }),
  });
  const error = thrownBy(() => host.run((inner: () => unknown) => calling(inner)));
  expect(error.name).toBe('HostError');
  expect(isBastion(error)).toBe(false);
  expect(textOf(error)).not.toContain(SECRET);
});
