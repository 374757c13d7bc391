import { expectAssignable, expectError, expectType } from 'tsd';
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import {
  allow,
  bastion,
  deny,
  type Bastion,
  type DefaultFilter,
  type GuardsFor,
  type RevocableBastion,
  type Schema,
} from '@padded-cell/bastion';

class Account {
  balance = 0;
  add(amount: number, note?: string): this {
    this.balance += amount + (note?.length ?? 0);
    return this;
  }
  sum(...amounts: number[]): number {
    return amounts.length;
  }
  async rate(): Promise<{ now: number }> {
    return { now: 1 };
  }
  find(name: string): string;
  find(id: number): number;
  find(key: unknown): unknown {
    return key;
  }
  maybe?(text: string): string;
  _audit(): void {}
  __getitem__(at: number): string {
    return String(at);
  }
}
const account = new Account();

// Schemas of any Standard Schema library, one for each parameter.
expectType<Bastion<Account>>(bastion(account, undefined, { guards: { add: { args: [z.number()] } } }));
bastion(account, undefined, { guards: { add: { args: [v.pipe(v.number(), v.minValue(0)), v.optional(v.string())] } } });
bastion(account, undefined, { guards: { add: { args: [type('number > 0'), z.string().optional()] } } });
bastion(account, undefined, { guards: { sum: { args: [z.number(), v.number(), type('number')] } } });
bastion(account, undefined, { guards: { maybe: { args: [z.string()], result: v.string() } } });
bastion(account, undefined, { guards: { find: { args: [z.number()] } } });
bastion(account, undefined, { guards: { find: { args: [z.string()], result: z.union([z.string(), z.number()]) } } });

// What a schema takes is its own matter; what it gives is what the method takes.
bastion(account, undefined, { guards: { add: { args: [z.coerce.number()] } } });
bastion(account, undefined, { guards: { add: { args: [z.string().transform((text) => text.length)] } } });
bastion(account, undefined, { guards: { sum: { args: [v.pipe(v.string(), v.transform(Number))] } } });
expectError(bastion(account, undefined, { guards: { add: { args: [z.string()] } } }));
expectError(bastion(account, undefined, { guards: { add: { args: [z.number().transform(String)] } } }));
expectError(bastion(account, undefined, { guards: { add: { args: [v.string()] } } }));
expectError(bastion(account, undefined, { guards: { add: { args: [type('string')] } } }));
expectError(bastion(account, undefined, { guards: { add: { args: [z.number(), z.number()] } } }));
expectError(bastion(account, undefined, { guards: { add: { args: [z.number(), z.string(), z.string()] } } }));
expectError(bastion(account, undefined, { guards: { add: { args: [] } } }));
expectError(bastion(account, undefined, { guards: { add: { args: [(value: unknown) => value] } } }));

// One schema for the list.
bastion(account, undefined, { guards: { add: { args: z.tuple([z.number()]) } } });
bastion(account, undefined, { guards: { add: { args: z.tuple([z.number(), z.string()]) } } });
bastion(account, undefined, { guards: { add: { args: v.tuple([v.number()]) } } });
bastion(account, undefined, { guards: { add: { args: type(['number']) } } });
bastion(account, undefined, { guards: { sum: { args: z.array(z.number()).max(5) } } });
expectError(bastion(account, undefined, { guards: { add: { args: z.tuple([z.string()]) } } }));
expectError(bastion(account, undefined, { guards: { add: { args: z.array(z.number()) } } }));
expectError(bastion(account, undefined, { guards: { sum: { args: z.number() } } }));

// The result; of a promise, what it gives.
bastion(account, undefined, { guards: { sum: { result: z.number().int() } } });
bastion(account, undefined, { guards: { rate: { result: z.object({ now: z.number() }) } } });
bastion(account, undefined, { guards: { rate: { result: type({ now: 'number' }) } } });
expectError(bastion(account, undefined, { guards: { sum: { result: z.string() } } }));
expectError(bastion(account, undefined, { guards: { rate: { result: z.object({ later: z.number() }) } } }));
expectError(bastion(account, undefined, { guards: { rate: { result: z.promise(z.object({ now: z.number() })) } } }));

// Only on names that the filter accepts and the target has.
expectError(bastion(account, undefined, { guards: { _audit: {} } }));
expectError(bastion(account, undefined, { guards: { balance: {} } }));
expectError(bastion(account, undefined, { guards: { missing: {} } }));
expectError(bastion(account, allow('sum'), { guards: { add: {} } }));
expectError(bastion(account, deny('add'), { guards: { add: { args: [z.number()] } } }));
bastion(account, allow('_audit'), { guards: { _audit: { args: [] } } });
bastion(account, (name) => name !== '', { guards: { _audit: {} } });
expectType<'add' | 'sum' | 'rate' | 'find' | 'maybe'>({} as keyof GuardsFor<Account, DefaultFilter>);

// Special methods, calls and construction.
bastion(account, allow('__getitem__'), { guards: { __getitem__: { args: [z.number()], result: z.string() } } });
expectError(bastion(account, allow('__getitem__'), { guards: { __getitem__: { args: [z.string()] } } }));
bastion([1], allow('__setitem__'), { guards: { __setitem__: { args: [z.number(), z.number()] } } });
bastion((n: number) => n, undefined, { guards: { __call__: { args: [z.number()], result: z.number() } } });
expectError(bastion((n: number) => n, undefined, { guards: { __call__: { args: [z.string()] } } }));
expectError(bastion((n: number) => n, deny('__call__'), { guards: { __call__: {} } }));
class Note {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  read(): string {
    return this.text;
  }
}
bastion(Note, undefined, { guards: { new: { args: [z.string()] } } });
expectError(bastion(Note, undefined, { guards: { new: { args: [z.number()] } } }));

// The other options, and revocable bastions.
expectType<RevocableBastion<Bastion<Account>>>(
  bastion.revocable(account, undefined, { guards: { add: { args: [z.number()] } } }),
);
expectError(bastion.revocable(account, allow('sum'), { guards: { add: {} } }));
bastion(account, undefined, { name: 'account', bound: true, around: [(_, next) => next()], limits: { depth: 5 } });
bastion(account, undefined, { classes: [[Note, allow('read')]] });
expectError(bastion(account, undefined, { guard: {} }));
expectError(bastion(account, undefined, { crossing: 'shallow' }));
expectError(bastion(account, undefined, { bastionClass: Account }));

// Each library's schema is a Schema.
expectAssignable<Schema<unknown, number>>(z.number());
expectAssignable<Schema<unknown, number>>(v.number());
expectAssignable<Schema<unknown, number>>(type('number'));
