// util.inspect in a cell shows what Node's shows, of the same values in the same ways.
import { inspect } from 'node:util';
import type { RExec } from '@padded-cell/rexec';
import { beforeAll, describe, expect, test } from 'vitest';
import { cellWith } from './cell.js';
import { options, values } from './values.js';

let rex: RExec;
let inCell: (text: string) => unknown;

beforeAll(async () => {
  rex = cellWith('node:util');
  await rex.rExecAsync(`const { inspect, format } = (await import('node:util')).default;`);
  inCell = (text) => rex.rEval(text);
});

// oxlint-disable-next-line no-new-func, typescript/no-implied-eval
const inHost = (text: string): unknown => new Function('inspect', `return ${text};`)(inspect) as unknown;

/** What is shown otherwise when hidden properties are asked for: a cell's Math is its own, and what is weak stays unseen. */
const unlike = new Set(['Math', 'new WeakSet([{}])', 'class C extends null {}']);

// Later versions write symbols and buffers in other ways.
describe.runIf(process.versions.node.startsWith('20.'))('as Node 20 does', () => {
  test.each(options)('with %s, every value is shown', (given) => {
    for (const value of values) {
      if (given.includes('showHidden') && unlike.has(value)) continue;
      const text = `inspect((${value}), ${given})`;
      expect(inCell(text), text).toBe(inHost(text));
    }
  });
});

describe('what only the engine knows is said to be unknown', () => {
  test.each([
    ['Promise.resolve(1)', 'Promise { <state unknown> }'],
    ['new Map([[1, 2]]).entries()', '[Map Iterator] {  }'],
    ['new WeakMap([[{}, 1]])', 'WeakMap { <items unknown> }'],
    ['new Proxy(new Map([[1, 2]]), {})', 'Map {}'],
  ])('%s', (value, shown) => {
    expect(inCell(`inspect(${value})`)).toBe(shown);
  });
});

describe('a Proxy', () => {
  test('is shown by what its traps give, and what is behind it is not seen', () => {
    const secret = `new Proxy({ secret: 'behind' }, { ownKeys: () => [], get: () => undefined })`;
    for (const option of ['{}', '{ showProxy: true }', '{ showHidden: true, depth: Infinity }']) {
      expect(inCell(`inspect(${secret}, ${option})`)).not.toContain('behind');
    }
    expect(inCell(`format('%o', ${secret})`)).not.toContain('behind');
  });

  test('whose traps throw is shown as a Proxy, among the rest', () => {
    const thrower = `new Proxy({}, { get() { throw 1; }, ownKeys() { throw 2; }, getPrototypeOf() { throw 3; } })`;
    expect(inCell(`inspect([1, { a: ${thrower} }, 2])`)).toBe('[ 1, { a: <Proxy> }, 2 ]');
  });

  test('that was revoked is shown as a Proxy', () => {
    expect(
      inCell(`(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return inspect(proxy); })()`),
    ).toBe('<Proxy>');
  });
});
