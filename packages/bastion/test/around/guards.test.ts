/** Guards check what a method takes and gives, by any Standard Schema validator, and use what the validator made of it. */
import { allow, bastion, GuardError, type Schema } from '@padded-cell/bastion';
import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

class Account {
  readonly got: unknown[] = [];
  withdraw(amount: number, note?: string): string {
    this.got.push(amount, note);
    return `gave ${amount}`;
  }
  async later(amount: number): Promise<number> {
    await Promise.resolve();
    return amount;
  }
}

/** Each takes a number from a text, and refuses what is not positive. */
const amounts: [string, Schema][] = [
  ['zod', z.coerce.number().positive()],
  ['valibot', v.pipe(v.unknown(), v.transform(Number), v.number(), v.minValue(0.01))],
  ['arktype', type('string.numeric.parse').to('number > 0')],
];

const guarded = (account: Account, guards: object) =>
  bastion(account, undefined, { guards }) as unknown as {
    withdraw(...args: unknown[]): unknown;
    later(amount: number): Promise<unknown>;
  };

describe.each(amounts)('a guard by %s', (_, amount) => {
  test('hands on what the validator made of the argument', () => {
    const account = new Account();
    expect(guarded(account, { withdraw: { args: [amount] } }).withdraw('5')).toBe('gave 5');
    expect(account.got).toStrictEqual([5, undefined]);
  });

  test('keeps the target from what it refuses', () => {
    const account = new Account();
    const safe = guarded(account, { withdraw: { args: [amount] } });
    expect(() => safe.withdraw('-5')).toThrow(/argument 1 of withdraw\(\)/);
    expect(() => safe.withdraw('-5')).toThrow(GuardError);
    expect(account.got).toStrictEqual([]);
  });

  test('takes no more arguments than it has schemas', () => {
    const account = new Account();
    expect(() => guarded(account, { withdraw: { args: [amount] } }).withdraw('5', 'more')).toThrow(
      'withdraw() takes 1 arguments, not 2',
    );
    expect(account.got).toStrictEqual([]);
  });

  test('checks what a promise gives', async () => {
    const safe = guarded(new Account(), { later: { result: z.number().max(3) } });
    expect(await safe.later(3)).toBe(3);
    await expect(safe.later(4)).rejects.toThrow(/the result of later\(\)/);
  });
});

test('a guard of the whole list of arguments can relate them', () => {
  const account = new Account();
  const pair = z.tuple([z.number(), z.string()]).refine(([amount, note]) => note.length >= amount, 'too short a note');
  const safe = guarded(account, { withdraw: { args: pair } });
  expect(safe.withdraw(2, 'ok')).toBe('gave 2');
  expect(() => safe.withdraw(9, 'ok')).toThrow('too short a note');
});

test('a guard of the result hands on what the validator made of it', () => {
  const safe = guarded(new Account(), { withdraw: { result: z.string().transform((text) => text.toUpperCase()) } });
  expect(safe.withdraw(1)).toBe('GAVE 1');
});

test('a value that answers differently the second time is asked once', () => {
  const account = new Account();
  let asked = 0;
  const schema: Schema = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => {
        asked += 1;
        return { value: (value as { amount: number }).amount };
      },
    },
  };
  let answers = 0;
  const shifty = new Proxy(
    { amount: 1 },
    {
      getOwnPropertyDescriptor: () => {
        answers += 1;
        return { value: answers, enumerable: true, configurable: true, writable: true };
      },
    },
  );
  guarded(account, { withdraw: { args: [schema] } }).withdraw(shifty);
  expect(asked).toBe(1);
  expect(account.got).toHaveLength(2);
  expect(typeof account.got[0]).toBe('number');
});

test('a schema that answers by a promise is said to be no guard', () => {
  const safe = guarded(new Account(), { withdraw: { args: [z.number().refine(async () => true)] } });
  expect(() => safe.withdraw(1)).toThrow(/the schema of a guard has to answer at once/);
});

test('a guard on a name that the filter refuses is a mistake', () => {
  expect(() =>
    bastion(new Account(), allow('later'), { guards: { withdraw: { args: [z.number()] } } } as never),
  ).toThrow("there is a guard on 'withdraw', which the filter refuses");
});
