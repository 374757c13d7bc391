/** Calls with primitive arguments, and chains of calls. */
import { counter } from '../targets.mjs';
import { looped } from './looped.mjs';

const add = (list, turns) => {
  let sum = 0;
  for (let i = 0; i < turns; i += 1) sum = (sum + list[i & 7].add(i & 255)) | 0;
  return sum;
};

export const works = [
  looped({
    name: 'call, no argument',
    kind: () => counter(),
    kernel: (list, turns) => {
      let sum = 0;
      for (let i = 0; i < turns; i += 1) sum = (sum + list[i & 7].bump()) | 0;
      return sum;
    },
  }),
  looped({ name: 'call, 1 argument', kind: () => counter(), kernel: add }),
  looped({
    name: 'call, 3 arguments',
    kind: () => counter(),
    kernel: (list, turns) => {
      let sum = 0;
      for (let i = 0; i < turns; i += 1) sum = (sum + list[i & 7].mix(i & 15, 3, i & 7)) | 0;
      return sum;
    },
  }),
  looped({
    name: 'call, 64 wrappers of one class',
    kind: () => counter(),
    wrappers: 64,
    kernel: (list, turns) => {
      let sum = 0;
      for (let i = 0; i < turns; i += 1) sum = (sum + list[i & 63].add(i & 255)) | 0;
      return sum;
    },
  }),
  looped({
    name: 'call, 64 classes at one site',
    kind: () => counter(true),
    wrappers: 64,
    isMixed: true,
    kernel: (list, turns) => {
      let sum = 0;
      for (let i = 0; i < turns; i += 1) sum = (sum + list[i & 63].add(i & 255)) | 0;
      return sum;
    },
  }),
  looped({
    name: 'chain of 3 calls',
    kind: () => counter(),
    kernel: (list, turns) => {
      let same = 0;
      for (let i = 0; i < turns; i += 1) {
        const wrapper = list[i & 7];
        if (
          wrapper
            .step(1)
            .step(2)
            .step(i & 7) === wrapper
        )
          same += 1;
      }
      return same;
    },
  }),
];
