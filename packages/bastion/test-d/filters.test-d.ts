import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  allow,
  bastion,
  defaultFilter,
  deny,
  every,
  type Allow,
  type Bastion,
  type DefaultFilter,
  type Deny,
  type Every,
  type MethodNames,
  type NameFilter,
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
  has(key: string): boolean {
    return key === '';
  }
  _flush(): void {}
}
const store = new Store();

// The default filter: names that do not start with an underscore.
expectType<'get' | 'set' | 'has'>({} as MethodNames<Store>);
expectType<Bastion<Store>>(bastion(store, defaultFilter));
expectType<Bastion<Store>>(bastion(store, undefined, 'store'));

// allow: exactly these, underscore or not; names that the target has not are nothing.
const reader = bastion(store, allow('get', 'has', 'missing'));
expectType<Bastion<Store, Allow<'get' | 'has'>>>(reader);
expectType<string>(reader.get('a'));
expectError(reader.set('a', 'b'));
expectError(reader.missing());
expectError(reader._flush());
expectType<'_flush'>({} as MethodNames<Store, Allow<'_flush' | 'size'>>);
expectType<void>(bastion(store, allow('_flush'))._flush());
expectError(bastion(store, allow('size')).size);
expectType<never>({} as MethodNames<Store, Allow<never>>);

// deny, standing alone: the default names without these.
const keeper = bastion(store, deny('set'));
expectType<string>(keeper.get('a'));
expectError(keeper.set('a', 'b'));
expectError(keeper._flush());
expectType<'has'>({} as MethodNames<Store, Every<[Deny<'get'>, Deny<'set'>]>>);
expectType<Bastion<Store>>(bastion(store, every()));

// every: what all accept.
const both = bastion(store, every(allow('get', 'set', '_flush'), deny('set')));
expectType<string>(both.get('a'));
expectType<void>(both._flush());
expectError(both.set('a', 'b'));
expectError(both.has('a'));
expectError(bastion(store, every(defaultFilter, allow('get', '_flush')))._flush());
expectType<'get'>({} as MethodNames<Store, Every<[Every<[Allow<'get' | 'has'>]>, Allow<'get' | 'set'>]>>);
expectType<never>({} as MethodNames<Store, Every<[Allow<'get'>, Allow<'has'>]>>);

// A type predicate: its names, written or inferred.
const written = bastion(store, (name): name is 'get' | '_flush' => name === 'get' || name === '_flush');
expectType<Bastion<Store, Allow<'get' | '_flush'>>>(written);
expectError(written.has('a'));
const inferred = bastion(store, (name) => name === 'get' || name === 'has');
expectType<string>(inferred.get('a'));
expectError(inferred.set('a', 'b'));
const sets = bastion(store, (name): name is `${'s' | 'h'}${string}` => /^[sh]/.test(name));
expectType<boolean>(sets.has('a'));
expectError(sets.get('a'));

// A plain predicate may accept every name, so every method is offered; and in every(), what the others say.
const unknowable = bastion(store, (name) => name.length > 3);
expectType<void>(unknowable._flush());
expectError(unknowable.size);
expectType<'get' | 'set' | 'has' | '_flush'>({} as MethodNames<Store, NameFilter>);
expectType<'_flush'>({} as MethodNames<Store, Every<[NameFilter, Allow<'_flush'>]>>);
expectType<'get' | 'has' | '_flush'>({} as MethodNames<Store, Every<[NameFilter, Deny<'set'>]>>);
expectType<'get' | 'set' | 'has'>({} as MethodNames<Store, Every<[NameFilter, DefaultFilter]>>);

// Names that are not known while compiling say as little as a plain predicate.
declare const some: string[];
expectType<void>(bastion(store, allow(...some))._flush());
expectType<string>(bastion(store, deny(...some)).get('a'));
expectError(bastion(store, deny(...some))._flush());

// One of two filters: what both accept can be called.
const chosen = bastion(store, Math.random() > 0.5 ? allow('get', 'has') : allow('get', 'set'));
expectType<string>(chosen.get('a'));
expectError(chosen.has('a'));
expectError(chosen.set('a', 'b'));

// One meaning is one type, whichever way it was said; what shows more goes where less is wanted, not back.
expectType<Bastion<Store, Allow<'get' | 'has'>>>({} as Bastion<Store, Every<[DefaultFilter, Deny<'set'>]>>);
expectAssignable<Bastion<Store, Allow<'get'>>>(bastion(store));
expectAssignable<Bastion<Store, Allow<'get'>>>(reader);
expectNotAssignable<Bastion<Store>>(reader);
expectNotAssignable<Bastion<Store, Allow<'get' | 'set'>>>(reader);

// Only a function from a name to a boolean is a filter, and only the package makes filters that are known by meaning.
expectError(bastion(store, 'get'));
expectError(bastion(store, ['get']));
expectError(bastion(store, async () => true));
expectError(bastion(store, (name: number) => name > 3));
expectError(allow(5));
expectError(deny(Symbol.iterator));
expectError(every('get'));
expectNotAssignable<Deny<'get'>>((name: string) => name !== 'get');
expectNotAssignable<DefaultFilter>((name: string) => name !== 'get');
