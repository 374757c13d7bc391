/**
 * Wraps and calls thirty classes, as a program has that wrapped more than what is measured: sites that are shared by
 * all wrappers of a subject have then seen many shapes.
 */
import { counter, store } from './targets.mjs';

const classes = 30;
const calls = 3000;

/** @param {import('./subjects/realms.mjs').Subject} subject */
export const pollute = (subject) => {
  const call = subject.compile((list, turns) => {
    let sum = 0;
    for (let i = 0; i < turns; i += 1) {
      const wrapper = list[i % list.length];
      sum = (sum + wrapper.bump() + wrapper.add(i) + wrapper.mix(i, 2, 3) + wrapper.step(1).sum()) | 0;
    }
    return sum;
  });
  for (let i = 0; i < classes; i += 1) {
    const kind = counter(true);
    call(subject.list(kind, [new kind.Class(), new kind.Class()]), calls);
  }
  if (!subject.crosses) return;
  const kind = store(subject.keep);
  const cross = subject.compile((list, turns) => {
    let sum = 0;
    for (let i = 0; i < turns; i += 1) sum += list[0].row().id + list[0].child().bump() + list[0].graph().id;
    return sum;
  });
  cross(subject.list(kind, [new kind.Class()]), 300);
};
