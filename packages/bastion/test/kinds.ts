/** One bastion of each kind there is, every one of a target that keeps a secret. */
import { allow, Bastion } from '@padded-cell/bastion';
import { bastion, narrow, type Anything } from './untyped.js';

export const SECRET = 'SECRET-7f3a';

const key = Symbol(SECRET);

export class Vault {
  static shared: string = SECRET;
  field: unknown = { nested: [SECRET] };
  [key] = SECRET;
  readonly #code = SECRET;

  get accessor(): string {
    return SECRET;
  }

  matches(code: string): boolean {
    return code === this.#code;
  }

  knock(): string {
    return 'who is there';
  }

  me(): this {
    return this;
  }

  _open(): string {
    return SECRET;
  }
}

/** All the special methods of a class. */
class Shelf extends Vault {
  __getitem__(k: unknown): string {
    return `item ${String(k)}`;
  }

  __setitem__(): void {}

  __delitem__(): void {}

  __contains__(k: unknown): boolean {
    return k === 'here';
  }

  __iter__(): Iterator<number> {
    return [1, 2].values();
  }

  __len__(): number {
    return 2;
  }
}

class Door extends Vault {
  __call__(): string {
    return 'called';
  }
}

class Signed extends Bastion {
  sign(): string {
    return `signed by ${String(this)}`;
  }
}

const withoutOpen = (name: string): boolean => name !== '_open';
const closure = (): string => 'called';

export interface Kind {
  readonly of: string;
  readonly target: object;
  readonly b: Anything;
}

const kind = (of: string, target: object, make: (target: object) => unknown): Kind => ({ of, target, b: make(target) });

/** A fresh bastion of each kind. */
export const kinds = (): readonly Kind[] => [
  kind('an instance', new Vault(), (target) => bastion(target)),
  kind('an instance, with a predicate', new Vault(), (target) => bastion(target, withoutOpen)),
  kind('an instance, bound', new Vault(), (target) => bastion(target, undefined, { bound: true })),
  kind('an instance, revocable', new Vault(), (target) => bastion.revocable(target).bastion),
  kind('an instance, narrowed', new Vault(), (target) => narrow(bastion(target), allow('knock', 'me'))),
  kind('an instance, as a subclass of Bastion', new Vault(), (target) =>
    bastion(target, undefined, { bastionClass: Signed }),
  ),
  kind('an instance, with values passing raw', new Vault(), (target) =>
    bastion(target, allow('knock', 'matches'), { crossing: 'raw' }),
  ),
  kind('an instance with special methods', new Shelf(), (target) => bastion(target, withoutOpen)),
  kind('an instance that can be called', new Door(), (target) => bastion(target, withoutOpen)),
  kind('a literal', { secret: SECRET, knock: () => 'who is there', me: () => 1 }, (target) => bastion(target)),
  kind(
    'an object without a prototype',
    Object.assign(Object.create(null) as object, { secret: SECRET, knock: () => 'who is there' }),
    (target) => bastion(target),
  ),
  kind('a Proxy', new Proxy(new Vault(), {}), (target) => bastion(target, allow('knock'))),
  kind('a bastion', bastion(new Vault()), (target) => bastion(target, allow('knock'))),
  kind('a function', Object.assign(closure, { secret: SECRET }), (target) => bastion(target)),
  kind('a class', Vault, (target) => bastion(target)),
  kind('an array', [SECRET, { secret: SECRET }], (target) => bastion(target, allow('indexOf', '__len__'), 'it')),
  kind('a Map', new Map([[SECRET, SECRET]]), (target) => bastion(target, allow('has', '__contains__', '__delitem__'))),
  kind('a Set', new Set([SECRET]), (target) => bastion(target, allow('has'))),
  kind('a typed array', new TextEncoder().encode(SECRET), (target) => bastion(target, allow('__len__'), 'it')),
  kind('an error', Object.assign(new Error(SECRET), { secret: SECRET }), (target) =>
    bastion(target, allow('knock'), 'it'),
  ),
];
