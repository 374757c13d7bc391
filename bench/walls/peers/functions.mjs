/** What every guest does for its host, in whatever it runs. Uses nothing from outside of itself: cells are given its text. */
export const functions = (/** @type {() => number} */ tick) => {
  /** @type {Map<string, any>} */
  const made = new Map();
  return {
    /** One more. */
    add: (/** @type {number} */ number) => number + 1,
    /** Is given a value; says how long it is. */
    take: (/** @type {{ length: number }} */ value) => value.length,
    /** Gives a value; the same one each time, so that only its way counts. */
    give: (/** @type {string} */ kind, /** @type {number} */ length) => {
      const key = `${kind} ${length}`;
      if (!made.has(key)) {
        made.set(
          key,
          kind === 'bytes'
            ? new Uint8Array(length).fill(7)
            : Array.from({ length }, (_, id) => ({ id, name: `record ${id}`, price: id / 3, isNew: id % 2 === 0 })),
        );
      }
      return made.get(key);
    },
    /** Calls its host so often, and waits each time. */
    ask: (/** @type {number} */ turns) => {
      let sum = 0;
      for (let turn = 0; turn < turns; turn += 1) sum += tick();
      return sum;
    },
  };
};
