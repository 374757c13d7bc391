/**
 * The law of nesting, as a property: whatever a guest asks for, at whatever depth, its cells have no more than it has.
 *
 * The policies compared are the host's own, of the cells themselves, not what guests are told of them.
 */
import { isAbsolute } from 'node:path';
import { leq, type Policy, policyOf } from '@padded-cell/rexec/policy';
import fc from 'fast-check';
import { expect } from 'vitest';
import { Cell } from '../../src/cell/cell.js';
import { compileForHost } from '../../src/cell/compiling.js';
import { input, numRuns, policy } from '../policy/arbitrary.js';

const plain = (cell: Policy): Policy => policyOf({ endowments: [], packages: {} }, { defaults: cell });

/** Endowments are a guest's own values: their names are compared only where one cell asks for those of another. */
const isWithin = (child: Policy, parent: Policy): boolean =>
  leq(plain(child), plain(parent)) &&
  Object.entries(child.packages).every(([name, lines]) => {
    const held = parent.packages[name];
    return Object.entries(lines).every(
      ([line, items]) =>
        line === 'endowments' ||
        leq(policyOf({ [line]: items }), policyOf({ [line]: held?.[line as keyof typeof held] ?? [] })),
    );
  });

/** A guest cannot write the paths of another platform. */
const ofThisMachine = ({ okPath }: Pick<Policy, 'okPath'>): Pick<Policy, 'okPath'> => ({
  okPath: okPath.filter(isAbsolute),
});

const everyChild = (cell: Cell, see: (child: Cell, parent: Cell) => void): void => {
  for (const child of cell.children) {
    see(child, cell);
    everyChild(child, see);
  }
};

/** One thing a guest does with the cells it has: in the cell of this number, or by asking anew, with this request. */
const step = fc.record({
  at: fc.nat(5),
  how: fc.constantFrom('make', 'class', 'nest', 'clip', 'inside'),
  lines: input,
  isHeld: fc.boolean(),
});

const guest = `
  const cells = [];
  const paths = (lines) => JSON.parse(JSON.stringify(lines));
  const take = (run) => { try { const cell = run(); cells.push(cell); return 'made'; } catch (error) { return error.code ?? error.name; } };
  const steps = {
    make: (lines) => take(() => new RExec(lines)),
    class: (lines) => take(() => {
      class Asking extends RExec {}
      for (const [name, value] of Object.entries(lines)) Object.defineProperty(Asking, name, { get: () => value });
      return new Asking();
    }),
    nest: (lines, at) => take(() => cells[at % cells.length].nest(lines)),
    clip: (lines, at) => take(() => cells[at % cells.length].nest(lines, { clip: true })),
    inside: (lines, at) => {
      cells[at % cells.length].rExec('try { globalThis.kept = new RExec(' + JSON.stringify(lines) + ') } catch (error) { globalThis.why = error.code }');
      return 'ran';
    },
  };
  (how, json, at) => {
    try { return steps[how](paths(JSON.parse(json)), at); } catch (error) { return error.code ?? error.name; }
  };
`;

const roomy = { cells: 40, depth: 6, crossedBytes: 1e9, endowmentCalls: 1e9, outputBytes: 1e6, timers: 10 };

/** Checks the law; gives how many cells were made, for whoever wants to know that it was not empty. */
export const checkNarrowing = (runs: number = numRuns): number => {
  let made = 0;
  fc.assert(
    fc.property(policy, fc.array(step, { minLength: 1, maxLength: 8 }), (drawn, steps) => {
      const held = policyOf(
        {
          endowments: [],
          nokBuiltinNames: drawn.nokBuiltinNames.filter((name) => name !== 'eval'),
          limits: roomy,
          ...ofThisMachine(drawn),
          packages: Object.fromEntries(
            Object.entries(drawn.packages).map(([name, lines]) => [
              name,
              { ...lines, ...ofThisMachine(lines), endowments: [] },
            ]),
          ),
        },
        { defaults: drawn },
      );
      const top = new Cell({ name: 'top', policy: held, endowments: new Map() });
      const run = (source: string): unknown => top.run(compileForHost('expression', source, 'law'), 'law');
      top.run(compileForHost('program', guest.slice(0, guest.lastIndexOf('(how')), 'law'), 'law');
      const act = run(guest.slice(guest.lastIndexOf('(how')).replace(/;\s*$/u, '')) as (
        how: string,
        json: string,
        at: number,
      ) => string;
      // The first asks for what is held, so that there is a cell to go on from.
      for (const { how, lines, at, isHeld } of [{ how: 'make', lines: {}, at: 0, isHeld: true }, ...steps]) {
        const { endowments: _, ...asked } = isHeld ? held : lines;
        act(how, JSON.stringify(isHeld ? { ...asked, limits: roomy } : lines), at);
      }
      everyChild(top, (child, parent) => {
        made += 1;
        if (!isWithin(child.policy, parent.policy)) {
          expect(child.policy).toEqual(parent.policy);
          throw new Error('a child has more than its parent');
        }
      });
      top.end();
    }),
    { numRuns: runs },
  );
  return made;
};
