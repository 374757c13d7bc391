/** Reads of a method without calling it, and of names that are not there. */
import { counter } from '../targets.mjs';
import { looped } from './looped.mjs';

export const works = [
  looped({
    name: 'get, a method',
    kind: () => counter(),
    kernel: (list, turns) => {
      let last;
      let same = 0;
      for (let i = 0; i < turns; i += 1) {
        const method = list[i & 7].add;
        if (method === last) same += 1;
        last = method;
      }
      return same;
    },
  }),
  looped({
    name: 'get, a name that is refused or missing',
    kind: () => counter(),
    kernel: (list, turns) => {
      let misses = 0;
      for (let i = 0; i < turns; i += 1) {
        try {
          if (list[i & 7].absent === undefined) misses += 1;
        } catch {
          misses += 1;
        }
      }
      return misses;
    },
  }),
  looped({
    name: 'get, `then` as `await` does',
    kind: () => counter(),
    kernel: (list, turns) => {
      let misses = 0;
      for (let i = 0; i < turns; i += 1) if (list[i & 7].then === undefined) misses += 1;
      return misses;
    },
  }),
];
