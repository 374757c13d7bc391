import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  bastion,
  record,
  type Bastion,
  type BastionOf,
  type Down,
  type FromGuest,
  type RecordOf,
  type Up,
} from '@padded-cell/bastion';

class Account {
  balance = 0;
  #secret = 1;
  total(): number {
    return this.balance + this.#secret;
  }
}
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- a value of any type, to look at it
declare const is: <T>() => T;

// Primitives are themselves.
type Primitives = string | number | boolean | bigint | symbol | null | undefined;
expectType<Primitives>(is<Down<Primitives>>());
expectType<Primitives>(is<Up<Primitives>>());
expectType<Primitives>(is<FromGuest<Primitives>>());
expectType<void>(is<Down<void>>());
expectType<'a' | 5>(is<Down<'a' | 5>>());
declare enum Color {
  Red,
}
expectType<Color>(is<Down<Color>>());
expectType<string & { readonly mark: 'id' }>(is<Down<string & { readonly mark: 'id' }>>());

// What has no type on one side has none on the other.
expectType<any>(is<Down<any>>());
expectType<unknown>(is<Down<unknown>>());
expectType<never>(is<Down<never>>());
expectType<object>(is<Down<object>>());
expectType<any>(is<Up<any>>());
expectType<unknown>(is<FromGuest<unknown>>());
expectType<never>(is<Up<never>>());
expectType<object>(is<FromGuest<object>>());

// Data is copied, with what is in it crossing: plain objects, arrays, tuples.
interface Row {
  id: number;
  readonly account: Account;
  note?: string;
  nested: { accounts: Account[] };
}
interface GuestRow {
  id: number;
  readonly account: Bastion<Account>;
  note?: string;
  nested: { accounts: Bastion<Account>[] };
}
expectType<GuestRow>(is<Down<Row>>());
expectType<Row>(is<Up<GuestRow>>());
expectType<{ [name: string]: Bastion<Account> }>(is<Down<Record<string, Account>>>());
expectType<Bastion<Account>[]>(is<Down<Account[]>>());
expectType<readonly Bastion<Account>[]>(is<Down<readonly Account[]>>());
expectType<[first: number, second?: Bastion<Account>, ...rest: string[]]>(
  is<Down<[first: number, second?: Account, ...rest: string[]]>>(),
);
expectType<readonly [1, Bastion<Account>]>(is<Down<readonly [1, Account]>>());
expectType<RegExpMatchArray>(is<Down<RegExpMatchArray>>());
expectType<{ a: number }>(is<Down<{ a: number; [Symbol.iterator]?: string }>>());

// Maps, Sets, and the built-ins that hold no values.
expectType<Map<string, Bastion<Account>>>(is<Down<Map<string, Account>>>());
expectType<ReadonlyMap<Bastion<Account>, number>>(is<Down<ReadonlyMap<Account, number>>>());
expectType<Set<Bastion<Account>>>(is<Down<Set<Account>>>());
expectType<ReadonlySet<string>>(is<Down<ReadonlySet<string>>>());
expectType<Map<Account, Account[]>>(is<Up<Map<Bastion<Account>, Bastion<Account>[]>>>());
expectType<Date | RegExp | ArrayBuffer>(is<Down<Date | RegExp | ArrayBuffer>>());
// oxlint-disable-next-line typescript/no-wrapper-object-types -- boxed primitives are meant
expectType<Number | String>(is<Up<Number | String>>());

// Binary data is over a buffer of its own; a Buffer arrives as a Uint8Array; shared memory does not cross.
expectType<Uint8Array<ArrayBuffer>>(is<Down<Uint8Array>>());
expectType<Float64Array<ArrayBuffer>>(is<Up<Float64Array>>());
expectType<DataView<ArrayBuffer>>(is<Down<DataView>>());
interface BufferLike extends Uint8Array {
  readBigInt64BE(offset?: number): bigint;
}
expectType<Uint8Array<ArrayBuffer>>(is<Down<BufferLike>>());
expectType<never>(is<FromGuest<BufferLike>>());
expectType<Uint8Array>(is<FromGuest<Uint8Array>>());
expectType<never>(is<Down<SharedArrayBuffer>>());

// Errors arrive with name, message and code, not with the fields of their class.
class HttpError extends Error {
  readonly code = 'ERR_HTTP';
  readonly headers: Record<string, string> = {};
  retry(): void {}
}
expectType<Error>(is<Down<Error>>());
expectType<Error>(is<Down<RangeError>>());
expectType<AggregateError>(is<Down<AggregateError>>());
expectAssignable<{ message: string; code: 'ERR_HTTP' }>(is<Down<HttpError>>());
expectError(is<Down<HttpError>>().headers);
expectError(is<Down<HttpError>>().retry());
expectType<never>(is<FromGuest<HttpError>>());
expectType<Error>(is<FromGuest<Error>>());
expectType<{ name: string; message: string; account: Bastion<Account> }>(
  is<Down<{ name: string; message: string; account: Account }>>(),
);

// Promises, iterators and generators are the same kind of thing, each value in them crossing.
expectType<Promise<Bastion<Account>>>(is<Down<Promise<Account>>>());
expectType<PromiseLike<Bastion<Account>>>(is<Down<PromiseLike<Account>>>());
expectType<Promise<Account>>(is<Up<Promise<Bastion<Account>>>>());
expectType<Iterable<Bastion<Account>>>(is<Down<Iterable<Account>>>());
expectType<AsyncIterable<Bastion<Account>>>(is<Down<AsyncIterable<Account>>>());
expectAssignable<IterableIterator<Bastion<Account>>>(is<Down<IterableIterator<Account>>>());
expectNotAssignable<IterableIterator<Account>>(is<Down<IterableIterator<Account>>>());
expectAssignable<Iterator<Bastion<Account>>>(is<Down<Iterator<Account>>>());
expectAssignable<AsyncIterableIterator<Bastion<Account>>>(is<Down<AsyncIterableIterator<Account>>>());
expectAssignable<IterableIterator<[string, Bastion<Account>]>>(is<Down<MapIterator<[string, Account]>>>());
expectType<Generator<Bastion<Account>, string, FromGuest<Account>>>(is<Down<Generator<Account, string, Account>>>());
expectType<AsyncGenerator<number, Bastion<Account>, string>>(is<Down<AsyncGenerator<number, Account, string>>>());
expectType<Generator<Account, void, Account>>(is<Up<Generator<Bastion<Account>, void, Bastion<Account>>>>());

// Behaviour is a bastion: instances, functions, classes, and down also literals with functions.
expectType<Bastion<Account>>(is<Down<Account>>());
expectType<Bastion<() => Account>>(is<Down<() => Account>>());
expectType<Bastion<Account>>(is<Down<(name: string) => Account>>()('a'));
expectType<Bastion<typeof Account>>(is<Down<typeof Account>>());
expectType<number>(is<Down<{ secret: string; size(): number }>>().size());
expectError(is<Down<{ secret: string; size(): number }>>().secret);
class OnlyPrivate {
  #a = 1;
  value = this.#a;
}
expectType<Bastion<OnlyPrivate>>(is<Down<OnlyPrivate>>());
class Stack extends Array<number> {
  top(): number | undefined {
    return this.at(-1);
  }
}
expectType<Bastion<Stack>>(is<Down<Stack>>());
class Cache extends Map<string, number> {
  purge(): void {}
}
expectType<Bastion<Cache>>(is<Down<Cache>>());
class Scanner {
  position = 0;
  next(): IteratorResult<string> {
    return { done: true, value: this.position };
  }
  rewind(): void {}
}
expectType<Bastion<Scanner>>(is<Down<Scanner>>());
expectType<Bastion<WeakMap<Account, string>>>(is<Down<WeakMap<Account, string>>>());

// record() says that a literal with functions is data.
const shop = record({ name: 'tea', buy: (_times: number) => new Account(), inner: { size: () => 5, secret: '' } });
expectType<string>(is<Down<typeof shop>>().name);
expectType<Bastion<Account>>(is<Down<typeof shop>>().buy(5));
expectError(is<Down<typeof shop>>().inner.secret);
expectNotAssignable<RecordOf<object>>({ name: 'tea' });

// Up, a bastion comes home as its target, however narrow it is; and a literal with functions is a record.
expectType<Account>(is<Up<Bastion<Account>>>());
expectType<Account>(is<Up<BastionOf<Account>>>());
expectType<() => Account>(is<Up<Bastion<() => Account>>>());
expectType<Account | string>(is<Up<Bastion<Account> | string>>());
type Plugin = Up<{ name: string; run(api: Bastion<Account>): Bastion<Account>[]; toString(): string }>;
expectAssignable<{ name: string; run(api: Account): Account[] }>(is<Plugin>());
expectNotAssignable<{ run(api: Bastion<Account>): Bastion<Account>[] }>(is<Plugin>());
expectType<'name' | 'run'>(is<keyof Plugin>());
class GuestClass {
  #private = 1;
  field = this.#private;
  work(account: Bastion<Account>): this {
    return account.total() > 0 ? this : this;
  }
}
expectType<'work'>(is<keyof Up<GuestClass>>());
expectType<'work'>(is<keyof ReturnType<Up<GuestClass>['work']>>());
expectAssignable<(account: Account) => Account>(is<Up<(account: Bastion<Account>) => Bastion<Account>>>());
expectAssignable<new (size: number) => { grow(by: Account): void }>(
  is<Up<new (size: number) => { grow(by: Bastion<Account>): void }>>(),
);

// Nothing of a guest's arrives as a bastion: one that comes home is its target.
expectType<never>(is<FromGuest<Bastion<Account>>>());

// Recursive types end.
interface Tree {
  value: Account;
  children: Tree[];
  parent?: Tree;
}
expectType<Bastion<Account> | undefined>(is<Down<Tree>>().children[0]?.parent?.value);
expectType<Account | undefined>(is<Up<Down<Tree>>>().children[0]?.parent?.value);
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
expectAssignable<Json>(is<Down<Json>>());
expectAssignable<Down<Json>>(is<Json>());
type Cons = readonly [head: Account, tail: Cons] | null;
expectType<Bastion<Account> | undefined>(is<Down<Cons>>()?.[1]?.[1]?.[0]);
class Node {
  #id = 1;
  parent(): Node | undefined {
    return this.#id > 0 ? this : undefined;
  }
  walk(visit: (node: Node, next: (node: Node) => Node) => void): Map<Node, Node[]> {
    return new Map([[this, [visit as never]]]);
  }
}
const node = bastion(new Node());
expectType<Bastion<Node> | undefined>(node.parent()?.parent()?.parent());
expectType<Map<Bastion<Node>, Bastion<Node>[]>>(
  node.walk((each, next) => {
    expectType<Bastion<Node>>(each);
    expectType<Bastion<Node>>(next(each));
  }),
);
