/** Narrowing only ever narrows: the laws, for arbitrary classes and arbitrary filters. */
import { allow, defaultFilter, deny, every, type NameFilter } from '@padded-cell/bastion';
import fc from 'fast-check';
import { expect } from 'vitest';
import { all, bastion, narrow, type Anything } from '../untyped.js';

const interesting = [
  'a',
  'b',
  '_x',
  '',
  '0',
  '-1',
  'then',
  'toString',
  'toJSON',
  'valueOf',
  'constructor',
  '__proto__',
  'prototype',
  'hasOwnProperty',
  'call',
  'length',
  'size',
  'next',
  'new',
  '__call__',
  '__getitem__',
  '__setitem__',
  '__delitem__',
  '__contains__',
  '__iter__',
  '__len__',
];

const name = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...interesting) }, fc.string({ maxLength: 4 }));
const names = fc.uniqueArray(name, { maxLength: 12 });

/** What special methods give, so that it shows whether the operation went to them. */
const results: Record<string, () => unknown> = {
  __proto__: null as never,
  __iter__: () => [1].values(),
  __contains__: () => true,
  __delitem__: () => {
    throw new Error('deleted');
  },
};

const define = (holder: object, key: string): void => {
  Reflect.defineProperty(holder, key, { value: results[key] ?? (() => key), writable: true, configurable: true });
};

/** An instance with methods on its class and of its own, and a field and an accessor beside them. */
const targetOf = (inherited: readonly string[], own: readonly string[], isFunction: boolean): object => {
  class Arbitrary {}
  for (const key of inherited) if (key !== 'constructor') define(Arbitrary.prototype, key);
  const target: object = isFunction ? Object.setPrototypeOf(() => 'called', Arbitrary.prototype) : new Arbitrary();
  for (const key of own) define(target, key);
  Object.defineProperty(target, 'accessor', { get: () => () => 'SECRET' });
  return Object.assign(target, { field: 'SECRET' });
};

const target = fc
  .tuple(names, names, fc.boolean())
  .map(([inherited, own, isFunction]) => targetOf(inherited, own, isFunction));

/** A filter that can be told by its names alone. */
const constant: fc.Arbitrary<NameFilter> = fc.letrec<{ filter: NameFilter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 2 },
    names.map((list) => allow(...list)),
    names.map((list) => deny(...list)),
    fc.constant(defaultFilter),
    fc.array(tie('filter'), { maxLength: 3 }).map((filters) => every(...filters)),
  ),
})).filter;

/** A filter that nobody can trust: it forgets, throws, and answers nonsense. `accepted` is what it ever answered true. */
const unreliable = fc
  .infiniteStream(fc.constantFrom<unknown>(true, true, false, 1, 'yes', Promise.resolve(true), new Error('thrown')))
  .map((answers) => {
    const accepted = new Set<string>();
    const filter = (asked: string): boolean => {
      // What a mistaken host is told of at making.
      if (asked === 'toString') return true;
      const answer = answers.next().value;
      if (answer instanceof Error) throw answer;
      if (answer === true) accepted.add(asked);
      return answer as boolean;
    };
    return { filter, accepted };
  });

const attempt = (run: () => unknown): boolean => {
  try {
    run();
    return true;
  } catch {
    return false;
  }
};

const specials: Record<string, (b: Anything) => boolean> = {
  // Any key that is no method and no probe.
  __getitem__: (b) => attempt(() => b['no such name']),
  __setitem__: (b) => attempt(() => (b['no such name'] = 1)),
  __iter__: (b) => b[Symbol.iterator] !== undefined,
  __delitem__: (b) => !attempt(() => delete b['no such name']),
  __contains__: (b) => 'no such name' in b,
  __len__: (b) => attempt(() => expect(b.length).toBe('__len__')),
  __call__: (b) => typeof b === 'function' && attempt(() => b()),
};

const readable = [...interesting, 'accessor', 'field', 'isPrototypeOf', '__defineGetter__'];

/** Everything that a bastion shows: the methods it answers, and the special methods that it has. */
const shown = (b: Anything, also: readonly string[] = []): string[] => {
  const methods = [...readable, ...also].filter((each) => {
    try {
      return typeof b[each] === 'function';
    } catch {
      return false;
    }
  });
  return [
    ...methods,
    ...Object.keys(specials)
      .filter((special) => specials[special]?.(b))
      .map((special) => `${special}!`),
  ];
};

/** An operation goes to a method: whoever has the method has no less for lack of the operation. */
const powers = (b: Anything): string[] => {
  const found = shown(b);
  return [...new Set([...found, ...found.map((each) => each.replace('!', ''))])].filter((each) => !each.endsWith('!'));
};

/** What bastions have from the package, whatever their filters say. */
const given = new Set(['toString', 'call', 'apply', 'bind']);
const ofTarget = (list: readonly string[]): string[] => list.filter((each) => !given.has(each));

const byList = (list: readonly string[]) => (asked: string) => list.includes(asked);

export const laws: Readonly<Record<string, () => fc.IRawProperty<unknown>>> = {
  'what a narrowed bastion shows, the bastion shows: constant filters': () =>
    fc.property(target, constant, constant, (value, held, asked) => {
      const b = bastion(value, held);
      expect(powers(b)).toEqual(expect.arrayContaining(powers(narrow(b, asked))));
    }),

  'what a narrowed bastion shows, the bastion shows: its own filter is unreliable': () =>
    fc.property(target, constant, unreliable, (value, held, { filter }) => {
      const b = bastion(value, held);
      const less = narrow(b, filter);
      expect(powers(b)).toEqual(expect.arrayContaining([...powers(less), ...powers(less)]));
    }),

  'what a narrowed bastion shows, the bastion shows: the bastion’s filter is unreliable': () =>
    fc.property(target, unreliable, constant, (value, { filter }, asked) => {
      const b = bastion(value, filter);
      // Whether a function can be called and constructed, such a filter says each time anew.
      const kept = powers(narrow(b, asked)).filter((each) => each !== '__call__' && each !== 'new');
      expect(powers(b)).toEqual(expect.arrayContaining(ofTarget(kept)));
    }),

  'a bastion shows nothing that its filter never accepted': () =>
    fc.property(target, unreliable, (value, { filter, accepted }) => {
      const found = ofTarget(shown(bastion(value, filter)));
      expect([...accepted]).toEqual(expect.arrayContaining(found.map((each) => each.replace('!', ''))));
    }),

  'a narrowed bastion shows nothing that its own filter never accepted': () =>
    fc.property(target, unreliable, (value, { filter, accepted }) => {
      const found = ofTarget(shown(narrow(bastion(value, all), filter)));
      expect([...accepted]).toEqual(expect.arrayContaining(found.map((each) => each.replace('!', ''))));
    }),

  'no filter shows a field, an accessor, or what every object inherits': () =>
    fc.property(target, fc.oneof(constant, fc.constant(all)), (value, filter) => {
      const found = new Set(shown(narrow(bastion(value, filter), all)));
      for (const hidden of ['field', 'accessor', 'constructor', '__proto__', 'isPrototypeOf', '__defineGetter__']) {
        expect(found.has(hidden)).toBe(false);
      }
    }),

  'to narrow twice is to narrow by both': () =>
    fc.property(target, constant, constant, constant, names, (value, held, f, g, also) => {
      const b = bastion(value, held);
      expect(shown(narrow(narrow(b, f), g), also)).toEqual(shown(narrow(b, every(f, g)), also));
    }),

  'to narrow by predicates twice is to narrow by both': () =>
    fc.property(target, names, names, (value, f, g) => {
      const b = bastion(value, all);
      expect(shown(narrow(narrow(b, byList(f)), byList(g)))).toEqual(shown(narrow(b, allow(...f.filter(byList(g))))));
    }),

  'the order does not matter, and once is enough': () =>
    fc.property(target, constant, constant, (value, f, g) => {
      const b = bastion(value);
      expect(shown(narrow(narrow(b, f), g))).toEqual(shown(narrow(narrow(b, g), f)));
      expect(shown(narrow(narrow(b, f), f))).toEqual(shown(narrow(b, f)));
    }),

  'to narrow by everything changes nothing': () =>
    fc.property(target, constant, (value, held) => {
      const b = bastion(value, held);
      expect(shown(narrow(b, all))).toEqual(shown(b));
    }),
};
