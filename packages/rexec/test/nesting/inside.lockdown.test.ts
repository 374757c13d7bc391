// A guest makes cells as its host does, with the same words; and they have no more than it has.
import { bastion, allow } from '@padded-cell/bastion';
import { RExec } from '@padded-cell/rexec';
import { expect, test } from 'vitest';

const roomy = { cells: 10, depth: 5 };

class Account {
  balance = 7;
  total(): number {
    return this.balance;
  }
  add(amount: number): void {
    this.balance += amount;
  }
}

test('a guest makes a cell, gives it an object of its own, and gets results across', () => {
  const rex = new RExec({ limits: roomy });
  rex.rExec(`
    class Box { secret = 'secret'; get() { return 'got'; } }
    const inner = new RExec({ endowments: { box: new Box(), list: [1, { a: 2 }] } });
    const value = inner.rEval('[box.get(), String(box), list[1].a]');
    let refused;
    try { inner.rExec('box.secret') } catch (error) { refused = [error.name, error.guest, error.message] }
  `);
  expect(rex.rEval('value')).toEqual(['got', '<Bastion for Box>', 2]);
  expect(rex.rEval('refused')).toEqual(['AttributeError', true, expect.stringContaining("'secret'")]);
});

test('a bastion of the host goes on to a child of a guest, narrowed on the way', () => {
  const account = new Account();
  const rex = new RExec({ limits: roomy, endowments: { account: bastion(account, allow('total', 'add')) } });
  rex.rExec(`
    const inner = new RExec({ endowments: { account: narrow(account, allow('total')) } });
    const total = inner.rEval('account.total()');
    let refused;
    try { inner.rExec('account.add(5)') } catch ({ name }) { refused = name }
  `);
  expect(rex.rEval('[total, refused]')).toEqual([7, 'AttributeError']);
  expect(account.balance).toBe(7);
});

test('functions, promises and errors cross between a guest and its child', async () => {
  const rex = new RExec({ limits: roomy });
  await rex.rExecAsync(`
    const inner = new RExec({ endowments: { twice: (n) => 2 * n, later: async () => 'later' } });
    const call = inner.rEval('(f) => f(twice(4))');
    const eight = call((n) => n);
    const waited = await inner.rEval('later()');
    let failure;
    try { inner.rEval('(() => { throw new RangeError("too far") })()') } catch (error) { failure = error }
    const told = [failure.name, failure.message, failure.guest];
  `);
  expect(rex.rEval('[eight, waited, told]')).toEqual([8, 'later', ['RangeError', 'too far', true]]);
});

test('there is no Compartment, and the error says what there is', async () => {
  const rex = new RExec({ limits: roomy });
  expect(rex.rEval('typeof Compartment')).toBe('undefined');
  for (const text of ['new Compartment()', 'Compartment', "(0, eval)('new Compartment()')"]) {
    expect(() => rex.rEval(text)).toThrow(/Compartment is not defined.*new RExec\(\)/u);
  }
  // A guest may have one of its own making by that name.
  rex.rExec('class Compartment { evaluate(text) { return new RExec().rEval(text); } }');
  expect(rex.rEval("new Compartment().evaluate('6 * 7')")).toBe(42);
});
