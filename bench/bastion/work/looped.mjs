/**
 * Works that guest code does in a loop, over several wrappers: the object that is called comes out of an array, so that
 * no compiler can know which it is and move the call out of the loop, and what comes back goes into the sum.
 */

/**
 * A unit of work, for every subject that can do it.
 *
 * @typedef {object} Work
 * @property {string} name
 * @property {'ns' | 'bytes'} unit
 * @property {number} [per] What a figure is divided by: elements, for a figure per element.
 * @property {readonly string[]} [subjects] The only subjects that do it.
 * @property {(subject: import('../subjects/realms.mjs').Subject) => Omit<import('../../measure.mjs').Trial, 'subject'> | string} [trial] Or why the subject cannot do it.
 * @property {(subject: import('../subjects/realms.mjs').Subject) => number | string | Promise<number | string>} [bytes] Instead of a trial: counts, once a round.
 */

/**
 * @param {object} options
 * @param {string} options.name
 * @param {(keep?: <T>(data: T) => T) => import('../targets.mjs').Kind} options.kind
 * @param {(list: any[], turns: number) => unknown} options.kernel Guest code: uses nothing from outside of itself.
 * @param {number} [options.wrappers] How many, a power of two.
 * @param {boolean} [options.isMixed] Whether each wrapper is of a class of its own.
 * @param {boolean} [options.crosses] Whether it makes sense only for subjects that mind what values cross.
 * @param {boolean} [options.callsBack] Whether a guest's function is handed over.
 * @returns {Work}
 */
export const looped = ({ name, kind, kernel, wrappers = 8, isMixed = false, crosses = false, callsBack = false }) => ({
  name,
  unit: 'ns',
  trial: (subject) => {
    if (crosses && !subject.crosses) return 'hands values over as they are: there is no crossing to measure';
    if (callsBack && subject.keep) return 'takes and gives Far functions only, which ordinary guest code does not make';
    const kinds = Array.from({ length: isMixed ? wrappers : 1 }, () => kind(subject.keep));
    const list =
      kinds.length === 1
        ? subject.list(
            kinds[0],
            Array.from({ length: wrappers }, () => new kinds[0].Class()),
          )
        : listOfMany(subject, kinds);
    const run = subject.compile(kernel);
    return { run: (turns) => run(list, turns) };
  },
});

/** A guest's list of wrappers of different classes. */
const listOfMany = (
  /** @type {import('../subjects/realms.mjs').Subject} */ subject,
  /** @type {readonly import('../targets.mjs').Kind[]} */ kinds,
) => {
  const join = subject.compile('(list, other) => { list.push(other[0]); return list; }');
  let list = subject.list(kinds[0], [new kinds[0].Class()]);
  for (const kind of kinds.slice(1)) list = join(list, subject.list(kind, [new kind.Class()]));
  return list;
};
