import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  allow,
  Bastion,
  bastion,
  defaultFilter,
  deny,
  every,
  isBastion,
  narrow,
  type Allow,
  type BastionOf,
  type Narrowed,
  type RevocableBastion,
} from '@padded-cell/bastion';

class Store {
  size = 0;
  get(key: string): string {
    return key;
  }
  set(key: string, value: string): this {
    this.size += key.length + value.length;
    return this;
  }
  clear(): void {}
  _flush(): void {}
}
const whole = bastion(new Store());

// A narrowed bastion shows what both accept, and what it shows less is gone.
const writer = narrow(whole, allow('get', 'set', '_flush'));
expectType<Bastion<Store, Allow<'get' | 'set'>>>(writer);
expectType<string>(writer.get('a'));
expectError(writer.clear());
expectError(writer._flush());
expectError(writer.size);

// However often; a method that returns `this` returns the narrow one.
const reader = narrow(narrow(writer, deny('set')), (name) => name !== 'clear', 'reader');
expectType<Bastion<Store, Allow<'get'>>>(reader);
expectError(reader.set('a', 'b'));
expectType<typeof writer>(writer.set('a', 'b'));
expectError(writer.set('a', 'b').clear());
expectType<typeof reader>(narrow(reader, allow('get', 'set', 'clear')));
expectType<Bastion<Store, Allow<never>>>(narrow(reader, allow('set')));

// No filter makes it larger.
for (const larger of [
  narrow(reader, defaultFilter),
  narrow(reader, every()),
  narrow(reader, deny()),
  narrow(reader, (name) => name.length > 0),
  narrow(reader, allow('get', 'set')),
]) {
  expectType<typeof reader>(larger);
}
expectType<typeof reader>({} as Narrowed<typeof whole, Allow<'get'>>);

// deny narrows what is there, with no default filter of its own.
const odd = bastion(new Store(), allow('_flush', 'get'));
expectType<void>(narrow(odd, deny('get'))._flush());
expectError(narrow(odd, defaultFilter)._flush());

// The narrow one is a subset: the whole goes where the narrow one is wanted, and not the other way round.
expectAssignable<typeof writer>(whole);
expectAssignable<typeof reader>(writer);
expectNotAssignable<typeof whole>(writer);
expectNotAssignable<typeof writer>(reader);
expectAssignable<BastionOf<Store>>(reader);
expectNotAssignable<BastionOf<Map<string, string>>>(reader);

// Of a union of bastions, each.
declare const either: Bastion<Store> | Bastion<Map<string, number>>;
expectType<string | number | undefined>(narrow(either, allow('get')).get('a'));
expectError(narrow(either, allow('get')).clear());

// Only a bastion is narrowed, by a filter.
expectError(narrow(new Store(), allow('get')));
expectError(narrow({}, allow('get')));
expectError(narrow(whole, 'get'));
expectError(narrow(whole));
expectType<any>(narrow({} as any, allow('get')));

// A revocable bastion is what bastion() makes, and the means to end it.
const conn = bastion.revocable(new Store(), allow('get'));
expectType<RevocableBastion<Bastion<Store, Allow<'get'>>>>(conn);
expectType<string>(conn.bastion.get('a'));
expectError(conn.bastion.set('a', 'b'));
expectType<void>(conn.revoke());
expectType<void>(conn.revoke('the plugin was unloaded'));
expectError(conn.revoke(5));
expectType<RevocableBastion<Bastion<Store>>>(bastion.revocable(new Store()));
expectType<string>(bastion.revocable(new Store(), (name) => name === 'get').bastion.get('a'));
expectError(bastion.revocable(new Store(), (name) => name === 'get').bastion.clear());

// `Bastion` is the class as well.
class Loud extends Bastion {
  override toString(): string {
    return super.toString().toUpperCase();
  }
}
expectAssignable<Bastion<Store>>(bastion(new Store(), undefined, { bastionClass: Loud }));
expectType<boolean>(isBastion(whole));
