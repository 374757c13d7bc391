/** Policies about the world, from small pools, so that what they grant overlaps often. */
import { join } from 'node:path';
import { RExec } from '@padded-cell/rexec';
import { type Policy, type PolicyInput, policyOf } from '@padded-cell/rexec/policy';
import fc from 'fast-check';
import { fixed } from './operations.js';
import type { World } from './world.js';

/** Often all, or else two policies of this many lines would hardly ever have something in common. */
const some = <T>(...items: readonly T[]): fc.Arbitrary<T[]> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined).map((): T[] => [...items]) },
    fc.uniqueArray(fc.constantFrom(...items), { maxLength: 5 }),
  );

/** None names a link: the lattice goes by text, and nesting looks where a link leads. */
export const policyIn = ({ top, port }: World): fc.Arbitrary<Policy> => {
  const paths = some('', 'a', 'a/b', 'ab', 'c', 'a/x.js', 'a/b/..', 'ab/z.js', 'node_modules').map((all) =>
    all.map((each) => join(top, each)),
  );
  const sources = fc.constantFrom('none' as const, 'real' as const, 'real' as const, 'real' as const, ...fixed);
  const ofPackage = {
    okBuiltinModules: some('node:path', 'node:fs', 'node:events'),
    okEnvNames: some('GRANTS_ONE', 'GRANTS_TWO'),
    okSysNames: some('env', 'argv', 'version'),
  };
  return fc
    .record({
      ...ofPackage,
      okPath: paths,
      okWritePath: paths,
      okFileTypes: some('esm', 'json', 'cjs'),
      okPosixNames: some('readFileSync', 'writeFileSync', 'existsSync'),
      okHosts: some(`127.0.0.1:${port}`, `localhost:${port}`, `*:${port}`, '127.0.0.1:1', '*.example.com'),
      nokBuiltinNames: fc.uniqueArray(fc.constantFrom('escape', 'atob', 'Date', 'Proxy'), { maxLength: 2 }),
      endowments: some('one', 'two'),
      pkg: fc.record(ofPackage),
      clock: sources,
      random: sources,
      timers: fc.constantFrom(0, 1, 2, 3, 3, 3),
      levels: fc.nat(2),
      crossedBytes: fc.constantFrom(2000, 50_000, 1e8),
    })
    .map(({ clock, random, timers, levels, crossedBytes, pkg, ...lines }) =>
      policyOf({
        ...lines,
        clock: typeof clock === 'number' ? { fixed: clock } : clock,
        random: typeof random === 'number' ? { seed: random } : random,
        // A package has no more than its cell.
        packages: {
          pkg: Object.fromEntries(
            Object.entries(pkg).map(([line, items]) => [
              line,
              items.filter((item) => (lines[line as keyof typeof pkg] as readonly unknown[]).includes(item)),
            ]),
          ),
        },
        limits: {
          timers,
          crossedBytes,
          cells: levels === 0 ? 0 : 1e6,
          depth: levels,
          endowmentCalls: 1e9,
          filesWritten: 1e6,
          bytesWritten: 1e9,
          outputBytes: 1000,
          memoryMb: 256,
        },
      }),
    );
};

/** Input for a policy by which all can be done that is tried. */
export const everythingIn = ({ top, port }: World): PolicyInput => ({
  nokBuiltinNames: [],
  okPath: [top],
  okWritePath: [top],
  okFileTypes: ['esm', 'json'],
  okBuiltinModules: ['node:path', 'node:fs', 'node:events'],
  okPosixNames: ['readFileSync', 'writeFileSync', 'existsSync'],
  okEnvNames: ['GRANTS_ONE', 'GRANTS_TWO'],
  okSysNames: ['env', 'argv', 'version'],
  okHosts: [`127.0.0.1:${port}`, `localhost:${port}`],
  endowments: ['one', 'two'],
  clock: 'real',
  random: 'real',
  packages: {
    pkg: { okBuiltinModules: ['node:path'], okEnvNames: ['GRANTS_ONE', 'GRANTS_TWO'], okSysNames: ['env'] },
  },
  limits: {
    timers: 3,
    cells: 100,
    depth: 2,
    endowmentCalls: 1000,
    crossedBytes: 1e6,
    filesWritten: 100,
    bytesWritten: 1e6,
    memoryMb: 256,
  },
});

/** A cell with a policy, and an endowment for each name in it. */
export const cellWith = (policy: Policy): RExec => {
  const { endowments, ...lines } = policy;
  return new RExec({ ...(lines as object), endowments: Object.fromEntries(endowments.map((name) => [name, () => 1])) });
};
