import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import { bastion, type Bastion, type MethodNames } from '@padded-cell/bastion';

class Base {
  inherited(): string {
    return '';
  }
}

class Account extends Base {
  static open(): Account {
    return new Account();
  }
  balance = 0;
  readonly owner: string = '';
  anything: any;
  loose: Function = () => undefined;
  maybe: (() => void) | null = null;
  handler: ((amount: number) => void) | undefined;
  arrow = (by: number): number => by;
  Inner: typeof Base = Base;
  #secret = 1;
  private hidden(): number {
    return this.#secret;
  }
  protected guarded(): number {
    return this.hidden();
  }
  get rate(): number {
    return this.guarded();
  }
  add(amount: number): this {
    this.balance += amount;
    return this;
  }
  total(): number {
    return this.balance;
  }
  sometimes?(): number;
  _audit(): void {}
  [Symbol.toPrimitive](): number {
    return this.balance;
  }
  override toString(): string {
    return '';
  }
}

const account = bastion(new Account());

// A bastion has the public methods of its target, inherited ones too, and functions among its fields.
expectType<Bastion<Account>>(account);
expectType<number>(account.total());
expectType<string>(account.inherited());
expectType<number>(account.arrow(5));
expectType<'add' | 'total' | 'inherited' | 'sometimes' | 'arrow' | 'handler'>({} as MethodNames<Account>);

// An optional method stays optional.
expectType<number | undefined>(account.sometimes?.());
// @ts-expect-error -- it may be undefined
account.sometimes();
// @ts-expect-error -- it may be undefined
account.handler(5);

// A bastion has its text, whatever the target's is.
expectType<string>(account.toString());
expectType<string>(String(account));

// State is not there: neither fields, nor accessors, nor what may be something else than a function.
expectError(account.balance);
expectError(account.owner);
expectError(account.rate);
expectError(account.anything);
expectError(account.loose);
expectError(account.maybe);
expectError(account.Inner);
expectError((account.total = () => 5));
// @ts-expect-error -- it is read-only
delete account.total;
expectError((account.extra = 5));

// Private and protected methods are not, nor those whose name the filter refuses, nor symbols, nor statics.
expectError(account.hidden());
expectError(account.guarded());
expectError(account._audit());
// @ts-expect-error -- no symbols
account[Symbol.toPrimitive]();
expectError(account.open());

// Nothing is inherited from Object.
// @ts-expect-error -- TypeScript's message is that it is private
void account.constructor;
expectError(account.hasOwnProperty('balance'));
expectError(account.valueOf());
expectError(account.toLocaleString());
expectError(account.isPrototypeOf(account));
expectError(account.propertyIsEnumerable('balance'));

// A target is no bastion, a bastion is not its target, and a look-alike is no bastion.
expectNotAssignable<Bastion<Account>>(new Account());
expectNotAssignable<Account>(account);
expectNotAssignable<Bastion<Account>>({ add: () => account, total: () => 5, inherited: () => '', arrow: () => 5 });

// Unions are wrapped member by member; what is not typed has no methods to offer, but for any.
class Purse {
  total(): bigint {
    return 0n;
  }
}
const either = bastion(new Account() as Account | Purse);
expectType<Bastion<Account> | Bastion<Purse>>(either);
expectType<number | bigint>(either.total());
expectError(either.add(5));
expectType<any>(bastion({} as any));
expectType<never>({} as Bastion<never>);
expectError(bastion({} as object).total());
expectError(({} as Bastion<unknown>).total());
expectType<string>(({} as Bastion<unknown>).toString());

// Only objects and functions are wrapped.
expectError(bastion('text'));
expectError(bastion(null));
expectError(bastion(undefined));

// A literal with functions shows those alone.
const literal = bastion({ secret: 'key', read: (name: string) => name.length });
expectType<number>(literal.read('a'));
expectError(literal.secret);

// Methods of any name are offered under any name, and bring no special methods.
const open = bastion({} as Record<string, (by: number) => string>, () => true);
expectType<string | undefined>(open['anything']?.(5));
expectError(open['anything']?.('a'));
expectNotAssignable<Iterable<unknown> | Disposable>(open);
expectError(open());

// Generic code can wrap what it does not know.
const wrapAny = <T extends object>(target: T): Bastion<T> => bastion(target);
expectType<number>(wrapAny(new Account()).total());
expectAssignable<object>(account);
