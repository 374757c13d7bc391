/** Memory that many wrappers take, by what the heap grew when they were made. */
import { counter } from '../targets.mjs';

const count = 50_000;

/** Collects until nothing more goes: finalisers and code that has not run for long take several collections. */
const heapUsed = () => {
  let least = Infinity;
  for (let still = 0; still < 3; still += 1) {
    globalThis.gc?.();
    const { heapUsed: used } = process.memoryUsage();
    if (used < least - 10_000) still = 0;
    least = Math.min(least, used);
  }
  return least;
};

/** What stays on the heap of what `make` makes, for each wrapper; it is alive until after the count. */
const grownBy = (/** @type {() => unknown} */ make) => {
  const before = heapUsed();
  const made = make();
  const grown = heapUsed() - before;
  return made === undefined ? Number.NaN : grown / count;
};

const fresh = () => {
  const kind = counter();
  return { kind, targets: Array.from({ length: count }, () => new kind.Class()) };
};

const ofWrapper = (/** @type {import('../subjects/realms.mjs').Subject} */ subject) => {
  if (!subject.wrapper && !subject.crosses) return subject.noWrapper ?? 'wraps nothing';
  const { kind, targets } = fresh();
  if (!subject.wrapper) return grownBy(() => subject.list(kind, targets));
  const wrap = subject.wrapper(kind);
  wrap(new kind.Class());
  const made = Array.from({ length: count });
  return grownBy(() => {
    for (let i = 0; i < count; i += 1) made[i] = wrap(targets[i]);
    return made;
  });
};

const ofStamp = (/** @type {import('../subjects/realms.mjs').Subject} */ { stamp }) => {
  const { targets } = fresh();
  return grownBy(() => {
    for (const target of targets) stamp?.(target);
    return targets;
  });
};

const subjects = ['bastion'];

/** @type {import('./looped.mjs').Work[]} */
export const works = [
  { name: 'bytes per wrapper, with all it leaves on its target', unit: 'bytes', bytes: ofWrapper },
  { name: 'bytes of that on the target, the identity stamp', unit: 'bytes', subjects, bytes: ofStamp },
  {
    name: 'bytes of that, the wrapper alone',
    unit: 'bytes',
    subjects,
    bytes: (subject) => Number(ofWrapper(subject)) - ofStamp(subject),
  },
];
