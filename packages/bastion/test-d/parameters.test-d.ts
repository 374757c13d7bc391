import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import { allow, bastion, narrow, type Bastion, type BastionOf, type FromGuest } from '@padded-cell/bastion';

class Account {
  #balance = 0;
  total(): number {
    return this.#balance;
  }
}

/** Has nothing private: a literal can be one. */
class Point {
  x = 0;
  distance(to: Point): number {
    return this.x - to.x;
  }
}

interface Plugin {
  name: string;
  readonly version?: number;
  run(api: Account, log: (line: string, from: Account) => void): Account[];
  stop?(): void;
}

class Bank {
  accounts: Account[] = [];
  has(account: Account): boolean {
    return this.accounts.includes(account);
  }
  plot(point: Point): void {
    point.distance(point);
  }
  use(plugin: Plugin): Plugin {
    return plugin;
  }
  each(visit: (account: Account, index: number) => boolean | Promise<boolean>): void {
    void visit;
  }
  find(match: (each: Account) => Account): Account | undefined {
    return this.accounts.find((each) => match(each) === each);
  }
  open(options: { owner: string; twin?: Account; tags: readonly string[] }): void {
    void options;
  }
  all(accounts: Account[], byName: Map<string, Account>, pair: [Account, string]): void {
    void [accounts, byName, pair];
  }
  late(account: Promise<Account>): void {
    void account;
  }
  stream(accounts: Iterable<Account>, later: AsyncIterable<Account>): void {
    void [accounts, later];
  }
  either(what: Account | string | null): void {
    void what;
  }
  listen(done: () => void): void {
    done();
  }
  wire(on: { (event: 'open', account: Account): void; (event: 'close'): void }): void {
    on('close');
  }
  anything(a: any, b: unknown, c: object): void {
    void [a, b, c];
  }
  make(Class: typeof Account): void {
    void Class;
  }
  take(wrong: Bastion<Account>): void {
    void wrong;
  }
  write(chunk: Uint8Array): void {
    void chunk;
  }
}

const bank = bastion(new Bank());
const account = bastion(new Account());

// Where the host takes an instance, the guest passes a bastion of it, however narrow; nothing else.
bank.has(account);
bank.has(narrow(account, allow()));
expectAssignable<FromGuest<Account>>({} as BastionOf<Account>);
expectError(bank.has(new Account()));
expectError(bank.has({ total: () => 5 }));
expectError(bank.has(bank));
expectError(bank.has(undefined));

// Where a record can be one, a record of the guest's own does as well: what the host calls on it comes back as bastions.
bank.plot(bastion(new Point()));
bank.plot({ x: 5, distance: (to) => (expectType<Bastion<Point>>(to), 5) });
expectError(bank.plot({ distance: () => 5 }));
expectError(bank.plot({ x: 5, distance: () => 'far' }));
const used = bank.use({
  name: 'plugin',
  run(api, log) {
    expectType<Bastion<Account>>(api);
    log('running', api);
    return [api];
  },
});
expectType<Bastion<Account>[]>(used.run(account, () => undefined));
expectError(used.name);
expectError(bank.use({ name: 'plugin' }));
expectError(bank.use({ name: 'plugin', run: () => [new Account()] }));
expectError(bank.use({ name: 'plugin', run: (api: Account) => [api] }));

// A record with a function that await, JSON or printing would run is refused.
expectNotAssignable<FromGuest<{ work(): void; toString(): string }>>({ work: () => undefined, toString: () => '' });
// oxlint-disable-next-line unicorn/no-thenable -- it is refused
expectNotAssignable<FromGuest<{ then(done: () => void): void }>>({ then: () => undefined });

// A callback's parameters come to the guest, and its result goes back.
bank.each((each, index) => {
  expectType<Bastion<Account>>(each);
  expectType<number>(index);
  return each.total() > index;
});
bank.each(async () => true);
expectError(bank.each(() => 'yes'));
expectError(bank.each((each: Account) => each.total() > 0));
expectType<Bastion<Account> | undefined>(bank.find((each) => each));
expectError(bank.find(() => new Account()));
bank.listen(() => 5);
bank.wire((event: 'open' | 'close', opened?: Bastion<Account>) => {
  expectType<'open' | 'close'>(event);
  return opened?.total();
});
expectError(bank.wire((event: 'open') => event));

// What the guest was given it can give back: a host's function where the host takes one like it.
declare const visitor: Bastion<(account: Account, index: number) => boolean>;
bank.each(visitor);
declare const stranger: Bastion<(name: string) => boolean>;
expectError(bank.each(stranger));

// Data, with what is in it.
bank.open({ owner: 'me', tags: [] });
bank.open({ owner: 'me', twin: account, tags: ['a'] as const });
expectError(bank.open({ owner: 'me', twin: new Account(), tags: [] }));
expectError(bank.open({ owner: 'me' }));
expectError(bank.open({ owner: 'me', tags: [], extra: 1 }));
bank.all([account], new Map([['a', account]]), [account, 'a']);
expectError(bank.all([new Account()], new Map(), [account, 'a']));
expectError(bank.all([], new Map([['a', new Account()]]), [account, 'a']));
expectError(bank.all([], new Map(), ['a', account]));
bank.late(Promise.resolve(account));
expectError(bank.late(Promise.resolve(new Account())));
bank.stream([account], {} as AsyncGenerator<Bastion<Account>>);
expectError(bank.stream([new Account()], {} as AsyncGenerator<Bastion<Account>>));
bank.write(new Uint8Array(5));
expectError(bank.write([5]));

// Unions, and what has no type.
bank.either(account);
bank.either('a');
bank.either(null);
expectError(bank.either(5));
bank.anything(new Account(), account, {});
expectError(bank.anything(1, 2, 3));

// A class comes home as itself. A bastion never arrives as one, so that a method which takes one can't be called.
bank.make(bastion(Account));
expectError(bank.make(class {}));
expectError(bank.take(account));
