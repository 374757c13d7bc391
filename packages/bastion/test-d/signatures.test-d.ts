import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import { allow, bastion, type Allow, type Bastion } from '@padded-cell/bastion';

class Item {
  readonly #grams = 0;
  label = '';
  name(): string {
    return this.label + this.#grams;
  }
  _weigh(): number {
    return 0;
  }
}

class Shelf {
  count = 0;

  // Polymorphic this.
  self(): this {
    return this;
  }
  maybeSelf(): this | undefined {
    return this;
  }
  later(): Promise<this> {
    return Promise.resolve(this);
  }
  all(): this[] {
    return [this];
  }
  copy(): Shelf {
    return new Shelf();
  }
  isSame(other: this): boolean {
    return other === this;
  }

  // Overloads.
  find(name: string): Item;
  find(index: number): Item | undefined;
  find(items: Item[], from?: number): Item[];
  find(key: unknown): unknown {
    return key;
  }
  many(a: 1): Item;
  many(a: 2): Item;
  many(a: 3): Item;
  many(a: 4): Item;
  many(a: 5): Item;
  many(a: unknown): unknown {
    return a;
  }
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- a generic overload is what is tested
  pick<K extends 'first' | 'last'>(key: K, again?: K): Item;
  pick(key: number): Item[];
  pick(key: unknown): unknown {
    return key;
  }

  // Generics.
  echo<X>(value: X): X {
    return value;
  }
  lookup<K extends 'height' | 'title'>(key: K): { height: number; title: string }[K] {
    return key as never;
  }
  run<R>(task: () => R): R {
    return task();
  }
  race<R>(...tasks: Promise<R>[]): Promise<R[]> {
    return Promise.all(tasks);
  }
  make<X extends Item>(Class: new () => X): X {
    return new Class();
  }
  box<X>(value: X): { value: X; item: Item } {
    return { value, item: new Item() };
  }
  isText(value: unknown): value is string {
    return typeof value === 'string';
  }
  bare(this: Shelf, value: number): number {
    return value;
  }

  // Optional and rest parameters.
  put(item: Item, at?: number, ...more: Item[]): void {
    this.count += more.length + (at ?? 0) + item.label.length;
  }
}

const shelf = bastion(new Shelf());

// What returns `this` returns the bastion itself; a promise or a list of it is shown as any instance is.
expectType<Bastion<Shelf>>(shelf.self());
expectType<Bastion<Shelf> | undefined>(shelf.maybeSelf());
const little = bastion(new Shelf(), allow('self', 'maybeSelf', 'later', 'all', 'copy'));
expectType<typeof little>(little.self());
expectType<typeof little>(little.self().self());
expectType<typeof little | undefined>(little.maybeSelf());
expectError(little.self().find(1));
expectType<Promise<Bastion<Shelf>>>(little.later());
expectType<Bastion<Shelf>[]>(little.all());
expectType<Bastion<Shelf>>(little.copy());
expectType<boolean>(shelf.isSame(shelf));
expectType<boolean>(shelf.isSame(little));
expectError(shelf.isSame(bastion(new Item())));

// A built-in that returns `this`: the bastion of a Map, not a copy of the Map.
const map = bastion(new Map<string, number>(), allow('set', 'get'));
expectType<Bastion<Map<string, number>, Allow<'set' | 'get'>>>(map.set('a', 1));
expectType<number | undefined>(map.set('a', 1).get('a'));

// Overloads: the last four, each with its result.
expectType<Bastion<Item>>(shelf.find('a'));
expectType<Bastion<Item> | undefined>(shelf.find(1));
expectType<Bastion<Item>[]>(shelf.find([bastion(new Item())], 2));
expectError(shelf.find(true));
expectError(shelf.find('a', 2));
expectType<Bastion<Item>>(shelf.many(2));
expectType<Bastion<Item>>(shelf.many(5));
expectError(shelf.many(1));
expectType<Bastion<Item>>(shelf.pick('first'));
expectType<Bastion<Item>[]>(shelf.pick(5));
expectError(shelf.pick('other'));

// Generic methods that crossing does not change are what they were.
expectType<Shelf['echo']>(shelf.echo);
expectType<5>(shelf.echo(5 as const));
expectType<number>(shelf.lookup('height'));
expectType<string>(shelf.lookup('title'));
expectError(shelf.lookup('depth'));
expectType<Date>(shelf.run(() => new Date()));
expectType<Promise<string[]>>(shelf.race(Promise.resolve('a')));
declare const value: unknown;
if (shelf.isText(value)) expectType<string>(value);

// In others a type parameter becomes its constraint.
expectType<Bastion<Item>>(shelf.make({} as Bastion<typeof Item>));
expectType<{ value: unknown; item: Bastion<Item> }>(shelf.box(5));

// A `this` parameter goes.
expectType<number>(shelf.bare(5));
expectNotAssignable<{ bare(this: Shelf, value: string): number }>(shelf);

// Optional and rest parameters stay that.
const item = bastion(new Item());
expectType<void>(shelf.put(item));
shelf.put(item, undefined);
shelf.put(item, 5, item, item);
expectError(shelf.put());
expectError(shelf.put(item, 'a'));
expectError(shelf.put(item, 5, 'a'));
expectError(shelf.put(new Item()));
expectAssignable<(item: Bastion<Item>, at?: number) => void>(shelf.put);
