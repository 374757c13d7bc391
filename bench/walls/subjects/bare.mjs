/** What Node ships, and no more than it takes to call through it. */
import { inProcess, inThread } from './started.mjs';

/** Answers each frame that arrives on one pipe by one on the other. @param {import('node:child_process').ChildProcess} child */
const answerPipes = ({ stdio: [, , , to, from] }) => {
  const answer = new Uint8Array(16).fill(1);
  from?.on('data', (/** @type {Buffer} */ chunk) => {
    for (let at = 0; at < chunk.length; at += answer.length) /** @type {any} */ (to).write(answer);
  });
};

const answerAtomics = (/** @type {Int32Array} */ shared) => {
  shared[1] = 1;
  Atomics.store(shared, 0, 1);
  Atomics.notify(shared, 0);
};

/** @param {(program: string) => import('./started.mjs').Started} started */
const openWith = (started) => () => ({
  /** @returns {Promise<import('./side.mjs').Side>} */
  start: async () => {
    const { port, child, shared, end } = started('bare');
    /** @type {Map<number, (value: any) => void>} */
    const waiting = new Map();
    let calls = 0;
    port.on('message', (/** @type {[number, unknown] | undefined} */ message) => {
      if (message === undefined) {
        answerAtomics(/** @type {Int32Array} */ (shared));
        return;
      }
      const [id, value] = message;
      waiting.get(id)?.(value);
      waiting.delete(id);
    });
    if (child) answerPipes(child);
    /** @returns {Promise<any>} */
    const call = (/** @type {string} */ name, /** @type {unknown[]} */ ...args) =>
      new Promise((resolve) => {
        calls += 1;
        waiting.set(calls, resolve);
        port.postMessage([calls, name, args]);
      });
    const called =
      (/** @type {string} */ name) =>
      (/** @type {any[]} */ ...args) =>
        call(name, ...args);
    await call('add', 41);
    return {
      functions: async () => ({ add: called('add'), take: called('take'), give: called('give'), ask: called('ask') }),
      end,
    };
  },
});

export const process = openWith(inProcess);
export const thread = openWith(inThread);
