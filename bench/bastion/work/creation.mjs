/** Making wrappers: the first of a class, further ones, of literals, and hardening them. */
import { compile } from '../../compile.mjs';
import { counter } from '../targets.mjs';

const unsaid = 'wraps in another way';

/** @type {import('./looped.mjs').Work[]} */
export const works = [
  {
    name: 'create, class not seen before',
    unit: 'ns',
    trial: (subject) => {
      const { wrapper, noWrapper = unsaid } = subject;
      if (!wrapper) return noWrapper;
      const turns = 20;
      return {
        turns,
        prepare: (count) =>
          Array.from({ length: count }, () => {
            const kind = counter(true);
            return { kind, target: new kind.Class() };
          }),
        run: (fresh) => fresh.map(({ kind, target }) => wrapper.call(subject, kind)(target)),
      };
    },
  },
  {
    name: 'create, class seen before',
    unit: 'ns',
    trial: (subject) => {
      if (!subject.wrapper) return subject.noWrapper ?? unsaid;
      const kind = counter();
      const wrap = subject.wrapper(kind);
      const turns = 1000;
      const made = Array.from({ length: turns });
      const create = compile(
        '(wrap, targets, made) => { for (let i = 0; i < targets.length; i++) made[i] = wrap(targets[i]); return made; }',
      );
      return {
        turns,
        prepare: (count) => Array.from({ length: count }, () => new kind.Class()),
        run: (targets) => create(wrap, targets, made),
      };
    },
  },
  {
    name: 'literal of 5 closures, wrapped and called once',
    unit: 'ns',
    trial: ({ wrapLiteral, wrapper, noWrapper = unsaid }) => {
      if (!wrapper) return noWrapper;
      if (!wrapLiteral) return 'its classes are defined beforehand: a literal has none';
      const run = compile(`(wrap) => (turns) => {
        let sum = 0;
        for (let i = 0; i < turns; i++) {
          const k = i & 255;
          sum += wrap({ a: () => k, b: () => k + 1, c: () => k + 2, d: () => k + 3, e: () => k + 4 }).a();
        }
        return sum;
      }`)(wrapLiteral);
      return { run };
    },
  },
];

/**
 * Only where there is a `harden`: after lockdown.
 *
 * @type {import('./looped.mjs').Work[]}
 */
export const hardening = [
  {
    name: 'harden(wrapper)',
    unit: 'ns',
    trial: ({ wrapper, noWrapper = unsaid }) => {
      if (!wrapper) return noWrapper;
      const kind = counter();
      const wrap = wrapper(kind);
      return {
        turns: 500,
        prepare: (count) => Array.from({ length: count }, () => wrap(new kind.Class())),
        run: compile(
          '(wrappers) => { for (let i = 0; i < wrappers.length; i++) harden(wrappers[i]); return wrappers; }',
        ),
      };
    },
  },
];
