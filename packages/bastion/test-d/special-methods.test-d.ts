import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import { allow, bastion, deny, every, narrow, type Bastion } from '@padded-cell/bastion';

class Item {
  readonly #grams = 1;
  weigh(): number {
    return this.#grams;
  }
}
const all = (name: string): boolean => name.length > 0;
/** The type of an item, without the undefined of a key that is not there. */
declare const at: <B, K extends keyof B>(bastion: B, key: K) => B[K];

// b[k]: read, and written only where __setitem__ is accepted too.
const items = [new Item()];
const readable = bastion(items, allow('__getitem__'));
expectType<Bastion<Item>>(at(readable, 0));
expectError(at(readable, 0)._weigh());
expectError((readable[0] = readable[0]));
expectError(readable.length);
expectError(readable.push(readable[0]));
const writable = bastion(items, allow('__getitem__', '__setitem__'));
writable[0] = bastion(new Item());
expectError((writable[0] = new Item()));
expectError((writable[0] = 5));
// @ts-expect-error -- writing alone cannot be said
bastion(items, allow('__setitem__'))[0] = bastion(new Item());
// @ts-expect-error -- the default filter refuses what starts with an underscore
void bastion(items)[0];
// @ts-expect-error -- declared read-only
bastion(items as readonly Item[], all)[0] = bastion(new Item());
expectType<Bastion<Item>>(at(bastion([new Item()] as const, all), 0));
expectType<number>(at(bastion(new Uint8Array(5), all), 0));
expectType<bigint>(at(bastion(new BigInt64Array(5), all), 0));
bastion(new Uint8Array(5), all)[0] = 5;
expectError((bastion(new Uint8Array(5), all)[0] = 'a'));

// Items of a Map, by keys that a property can have.
const map = bastion(new Map([['a', new Item()]]), all);
expectType<Bastion<Item>>(at(map, 'a'));
expectType<1 | undefined>(bastion(new Map<'a' | 'b', 1>(), all).a);
expectError((map['a'] = undefined));
map['a'] = bastion(new Item());
expectType<Bastion<Item> | undefined>(map.get('a'));
expectType<Bastion<Item>>(at(bastion(new Map([[5, new Item()]]), all), 5));
// @ts-expect-error -- keys are numbers
void bastion(new Map([[5, new Item()]]), all)['a'];
// @ts-expect-error -- no key of the Map can be a property's
void bastion(new Map([[new Item(), 5]]), all)['a'];

// A class's own.
class Grid {
  __getitem__(row: number): Item[] {
    return row > 0 ? [new Item()] : [];
  }
  __setitem__(row: number, value: Item[]): void {
    void [row, value];
  }
  *__iter__(): Generator<Item> {
    yield new Item();
  }
  async *__aiter__(): AsyncGenerator<Item> {
    yield new Item();
  }
  __len__(): number {
    return 0;
  }
  __call__(name: string, item: Item): Item {
    return name === '' ? item : new Item();
  }
  __exit__(): void {}
  async __aexit__(): Promise<void> {}
}
const grid = bastion(new Grid(), all);
expectType<Bastion<Item>[]>(at(grid, 0));
expectType<Bastion<Item>[]>(grid.__getitem__(0));
grid[0] = [bastion(new Item())];
for (const each of grid) expectType<Bastion<Item>>(each);
for await (const each of grid) expectType<Bastion<Item>>(each);
expectType<number>(grid.length);
expectType<Bastion<Item>>(grid('a', bastion(new Item())));
expectError(grid('a'));
expectError(grid('a', new Item()));
expectAssignable<Disposable & AsyncDisposable>(grid);
{
  using kept = grid;
  await using later = grid;
  expectType<typeof grid>(kept);
  expectType<typeof grid>(later);
}
class Lopsided {
  __getitem__(key: string): number {
    return key.length;
  }
  __setitem__(key: string, value: string): void {
    void [key, value];
  }
}
expectType<number>(at(bastion(new Lopsided(), all), 'a'));
// @ts-expect-error -- reads and writes differ in type
bastion(new Lopsided(), all)['a'] = 5;

// Under the default filter none of it is there.
const plain = bastion(new Grid());
expectError(plain());
expectError(plain.length);
expectNotAssignable<Iterable<unknown>>(plain);
expectNotAssignable<AsyncIterable<unknown>>(plain);
expectNotAssignable<Disposable>(plain);
expectNotAssignable<AsyncDisposable>(plain);
expectNotAssignable<{ [index: number]: unknown }>(plain);

// for…of, length and using, by nature.
for (const each of bastion(items, all)) expectType<Bastion<Item>>(each);
for (const [key, value] of bastion(new Map([['a', new Item()]]), all)) {
  expectType<string>(key);
  expectType<Bastion<Item>>(value);
}
expectType<number>(bastion(items, all).length);
expectType<number>(bastion(new Set([1]), allow('__len__')).length);
expectError(bastion(new Set([1]), allow('__iter__')).length);
expectNotAssignable<Iterable<number>>(bastion(new Set([1]), allow('__len__')));
declare const resource: { [Symbol.dispose](): void; [Symbol.asyncDispose](): Promise<void>; read(): string };
expectAssignable<Disposable & AsyncDisposable>(bastion(resource, all));
expectNotAssignable<Disposable>(bastion(resource));
expectNotAssignable<Disposable>(bastion(resource, allow('__aexit__')));

// A function is called under the default filter, and not where the filter refuses `__call__`. Its fields are not there.
const weigh = bastion(
  Object.assign((item: Item, times = 1) => item.weigh() * times, { secret: 1, twice: (n: number) => n * 2 }),
);
expectType<number>(weigh(bastion(new Item())));
expectError(weigh(new Item()));
expectType<number>(weigh.twice(5));
expectError(weigh.secret);
expectError(bastion((): number => 5, deny('__call__'))());
expectError(bastion((): number => 5, allow('name'))());
expectType<number>(bastion((): number => 5, allow('__call__'))());
expectType<number>(bastion((): number => 5, every(deny('a'), deny('b')))());
expectType<<X>(value: X) => X>({} as Pick<{ f: <X>(value: X) => X }, 'f'>['f']);
expectType<5>(bastion(<X>(value: X) => value)(5 as const));
expectError(
  narrow(
    bastion((): number => 5),
    deny('__call__'),
  )(),
);
expectType<number>(
  narrow(
    bastion((): number => 5),
    deny('twice'),
  )(),
);

// A class is constructed where `new` is accepted; its instances are shown by the default filter.
class Shop {
  static near(name: string): Shop {
    return new Shop(name);
  }
  static _all: Shop[] = [];
  readonly #name: string;
  constructor(name: string, item?: Item) {
    this.#name = name + String(item?.weigh());
  }
  name(): string {
    return this.#name;
  }
}
const Shops = bastion(Shop);
expectType<Bastion<Shop>>(new Shops('a'));
expectType<Bastion<Shop>>(new Shops('a', bastion(new Item())));
expectError(new Shops());
expectError(new Shops('a', new Item()));
expectError(Shops('a'));
expectType<Bastion<Shop>>(Shops.near('a'));
expectError(Shops._all);
expectError(Shops.prototype.name());
expectError(Shops.caller());
expectError(weigh.arguments[0]);
// @ts-expect-error -- `new` is refused
void new (bastion(Shop, deny('new')))('a');
// @ts-expect-error -- `new` is refused
void new (bastion(Shop, allow('near')))('a');
expectType<Bastion<Shop>>(new (bastion(Shop, allow('new')))('a'));
abstract class Form {
  abstract draw(): void;
  static default(): string {
    return '';
  }
}
expectType<string>(bastion(Form).default());
// @ts-expect-error -- abstract
void new (bastion(Form))();
