/** What an element costs as data grows: flat where copying is linear. */
import { shelf } from '../targets.mjs';

const contents = {
  numbers: (/** @type {number} */ size) => Array.from({ length: size }, (_, i) => i),
  records: (/** @type {number} */ size) => Array.from({ length: size }, (_, i) => ({ id: i, price: i % 50 })),
};

export const works = Object.entries(contents).flatMap(([what, make]) =>
  [1, 2, 3, 4, 5, 6].map((power) => {
    const size = 10 ** power;
    /** @type {import('./looped.mjs').Work} */
    const work = {
      name: `copy of ${size.toLocaleString('en')} ${what}, per element`,
      unit: 'ns',
      per: size,
      subjects: ['facade', 'bastion'],
      trial: (subject) => {
        const kind = shelf();
        const data = make(size);
        const shelves = subject.list(
          kind,
          Array.from({ length: 8 }, () => new kind.Class(data)),
        );
        const run = subject.compile((list, turns) => {
          let sum = 0;
          for (let i = 0; i < turns; i += 1) sum = (sum + list[i & 7].all().length) | 0;
          return sum;
        });
        return { run: (turns) => run(shelves, turns) };
      },
    };
    return work;
  }),
);
