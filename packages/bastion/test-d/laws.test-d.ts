/** What holds for every type of these: that the helper types are inverses of each other. */
import { expectAssignable, expectType } from 'tsd';
import type { Allow, Bastion, Down, FromGuest, Narrowed, RecordOf, Up } from '@padded-cell/bastion';

class Account {
  #balance = 0;
  owner = '';
  total(): number {
    return this.#balance;
  }
  merge(other: Account, visit: (each: Account) => Account[]): Promise<Account> {
    visit(other);
    return Promise.resolve(this);
  }
}

/** A type of each row of the crossing rule. */
interface Host {
  primitive: string | number | boolean | bigint | symbol | null | undefined;
  instance: Account;
  instances: Account[];
  tuple: [Account, ...string[]];
  fixed: readonly [Account, 5];
  data: { readonly id: number; account?: Account; deep: { list: readonly Account[] } };
  map: Map<string, Account>;
  set: ReadonlySet<Account>;
  date: Date;
  pattern: RegExp;
  error: Error;
  bytes: Uint8Array<ArrayBuffer>;
  promise: Promise<Account | undefined>;
  generator: Generator<Account, string, number>;
  later: AsyncGenerator<Account, Account, string>;
  callback: (account: Account, ...more: string[]) => Account | undefined;
  takesCallback: (visit: (account: Account) => Account) => void;
  overloaded: { (name: string): Account; (id: number): Account[] };
  Class: typeof Account;
  untyped: unknown;
}
type Law<T> = { [K in keyof T]: T[K] };

// What comes home is what went out: Up<Down<T>> is T.
type Returned = { [K in keyof Host]: Up<Down<Host[K]>> };
expectType<Law<Host>>({} as Returned);

// What the guest was given it can give back: a Down<T> is a FromGuest<T>.
type Given = { [K in keyof Host]: Down<Host[K]> };
type Takes = { [K in keyof Host]: FromGuest<Host[K]> };
expectAssignable<Takes>({} as Given);

// Whatever the guest passes arrives as what the host declared: an Up<FromGuest<T>> is a T.
type Arrives = { [K in keyof Host]: Up<FromGuest<Host[K]>> };
expectAssignable<Host>({} as Arrives);

// A guest's own types, there and back: a Down<Up<G>> is a G.
interface Guest {
  primitive: string;
  bastion: Bastion<Account>;
  data: { id: number; accounts: Bastion<Account>[] };
  map: Map<string, Bastion<Account>>;
  promise: Promise<Bastion<Account>>;
  callback: (account: Bastion<Account>, at: number) => Bastion<Account>;
}
type ThereAndBack = { [K in keyof Guest]: Down<Up<Guest[K]>> };
expectAssignable<Guest>({} as ThereAndBack);

// A record goes down with its functions, and comes home without the mark.
interface Shop {
  name: string;
  buy(account: Account): Account;
}
expectAssignable<Shop>({} as Up<Down<RecordOf<Shop>>>);

// What a guest narrows is the same object to the host.
expectType<Account>({} as Up<Narrowed<Bastion<Account>, Allow<'total'>>>);
expectType<Account>({} as Up<Bastion<Account, Allow<never>>>);
