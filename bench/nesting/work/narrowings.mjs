/** One bastion, made smaller again and again. */
import { allow, bastion, narrow } from '@padded-cell/bastion';
import { RExec } from '@padded-cell/rexec';
import { Account, calling, unlimited } from './chain.mjs';

const narrowed = (/** @type {number} */ count) => {
  let made = bastion(new Account());
  for (let turn = 0; turn < count; turn += 1) made = narrow(made, allow('add', 'total'));
  return made;
};

/** @type {readonly any[]} */
export const works = [
  {
    name: 'call of a bastion narrowed so often',
    unit: 'ns',
    trial: (/** @type {import('../suite.mjs').Subject} */ { count }) => {
      const accounts = Array.from({ length: 8 }, () => narrowed(count));
      return { run: new RExec({ limits: unlimited, endowments: { accounts } }).rEval(calling('accounts')) };
    },
  },
  {
    name: 'narrow a bastion so often',
    unit: 'ns',
    trial: (/** @type {import('../suite.mjs').Subject} */ { count }) => ({
      run: (/** @type {number} */ turns) => {
        let last;
        for (let turn = 0; turn < turns; turn += 1) last = narrowed(count);
        return last;
      },
    }),
  },
];
