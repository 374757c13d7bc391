import { allow, AttributeError } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { bastion, messageOf, thrownBy } from './untyped.js';

class Account {
  balance = 0;
  _log: string[] = [];
  #pin = 'SECRET';

  get pin(): string {
    return this.#pin;
  }

  add(): void {}

  refused(): void {}

  _private(): void {}
}

const make = (filter: unknown = allow('add')): any => bastion(new Account(), filter);

/** What a guest gets to know of a name: everything about the error but the name itself. */
const answerTo = (name: string, run: () => unknown): string => {
  const error = thrownBy(run) as Error;
  const own = Object.getOwnPropertyNames(error).map((key) => `${key}: ${String((error as never)[key])}`);
  return [error.constructor.name, ...own.filter((line) => !line.startsWith('stack'))]
    .join('\n')
    .replaceAll(name, 'NAME');
};

describe('a name that is refused', () => {
  test('is an AttributeError, which is a TypeError with a stable code', () => {
    const error = thrownBy(() => make().refused);
    expect(error).toBeInstanceOf(AttributeError);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.name).toBe('AttributeError');
    expect(error.code).toBe('ERR_ATTRIBUTE');
  });

  test('is named, and so is the bastion', () => {
    const b = bastion(new Account(), allow('add'), 'the account');
    expect(messageOf(() => b.refused)).toBe(
      "'refused' is not among the methods that <Bastion for the account> exposes",
    );
    expect(messageOf(() => (b.balance = 1))).toBe(
      "'balance' cannot be set: <Bastion for the account> exposes methods only",
    );
  });

  test.each(['refused', '_private', 'balance', '_log', 'pin', 'hasOwnProperty', '__defineGetter__', 'callee', '0'])(
    'answers for %s as for a name that does not exist: the error tells nothing of the target',
    (name) => {
      const b = make();
      expect(answerTo(name, () => b[name])).toBe(answerTo('absent', () => b.absent));
      expect(answerTo(name, () => (b[name] = 1))).toBe(answerTo('absent', () => (b.absent = 1)));
      expect(name in b).toBe('absent' in b);
      expect(Reflect.getOwnPropertyDescriptor(b, name)).toBeUndefined();
    },
  );

  test('answers as for a name that does not exist, also where a filter throws for it', () => {
    const b = make((name: string) => {
      if (name === 'refused') throw new Error('SECRET');
      return name === 'add';
    });
    expect(answerTo('refused', () => b.refused)).toBe(answerTo('absent', () => b.absent));
  });

  test.each(['then', 'toJSON', 'valueOf', 'constructor'])(
    'that is a probe, %s, reads as undefined, whether the target has it or not',
    (name) => {
      const has = bastion({ [name]: () => 'SECRET', add: () => 1 }, allow('add'));
      expect([has[name], make()[name]]).toEqual([undefined, undefined]);
    },
  );

  test('cannot write lines of its own into a log', () => {
    const message = messageOf(() => make()['x\n2024-01-01 all is well\u001B[2J\u202E']);
    expect(message).toBe("'x·2024-01-01 all is well·[2J·' is not among the methods that <Bastion for Account> exposes");
  });

  test('of any length makes a message of moderate length', () => {
    expect(messageOf(() => make()['x'.repeat(1e6)]).length).toBeLessThan(250);
  });
});

describe('writing', () => {
  test('to a method that is exposed is a TypeError, and changes nothing', () => {
    const b = make();
    const { add } = b;
    expect(() => (b.add = () => 'hijacked')).toThrow(TypeError);
    expect(b.add).toBe(add);
  });

  test.each([Symbol('own'), Symbol.iterator, Symbol.toPrimitive])('to %s is an AttributeError', (symbol) => {
    const b = make();
    expect(() => (b[symbol] = 1)).toThrow(AttributeError);
    expect(b[symbol]).toBeUndefined();
  });

  test('does not reach the target', () => {
    const account = new Account();
    const b = bastion(account);
    for (const name of ['balance', '_log', 'pin', 'fresh', 'then', '0', '__proto__']) {
      expect(() => (b[name] = 'written')).toThrow(AttributeError);
    }
    expect(JSON.stringify(account)).toBe('{"balance":0,"_log":[]}');
    expect(Object.getPrototypeOf(account)).toBe(Account.prototype);
  });

  test('through an heir does not reach the target either', () => {
    const account = new Account();
    const heir = Object.create(bastion(account)) as { balance: number };
    expect(() => (heir.balance = 1)).toThrow(AttributeError);
    expect(account.balance).toBe(0);
  });
});

test('deleting does not reach the target', () => {
  const account = new Account();
  const b = bastion(account);
  delete b.balance;
  delete b._log;
  expect(Reflect.deleteProperty(b, 'add')).toBe(true);
  expect(Object.keys(account)).toEqual(['balance', '_log']);
  expect(typeof b.add).toBe('function');
});

test('in says which methods there are', () => {
  const b = make();
  expect(['add', 'refused', 'balance', 'absent', 'then'].filter((name) => name in b)).toEqual(['add']);
});

test('symbols read as undefined: the language, the runtime and tools look for them on everything', () => {
  const b = make();
  for (const symbol of [Symbol.iterator, Symbol.asyncIterator, Symbol.toPrimitive, Symbol.species, Symbol('own')]) {
    expect(b[symbol]).toBeUndefined();
  }
});

test('the error classes cannot be changed by a guest who reaches one through an error', () => {
  const error = thrownBy(() => make().refused);
  const { constructor } = error;
  expect(Object.isFrozen(constructor)).toBe(true);
  expect(Object.isFrozen(constructor.prototype)).toBe(true);
  expect(() => (constructor.prototype.message = 'for you')).toThrow(TypeError);
});
