/**
 * What a guest might do, done: each operation says by its effect whether a cell grants it. The policy is not asked.
 */
import { join } from 'node:path';
import { type Program, RExec } from '@padded-cell/rexec';
import { files, type World } from './world.js';

/** Something to do in a cell, or with one; what it throws is a refusal. */
export interface Operation {
  readonly name: string;
  /** Whether doing it takes some ten milliseconds. */
  readonly isSlow: boolean;
  /** Whether it uses up what it needs, and is to be done in a cell that has done nothing else. */
  readonly isSpending: boolean;
  /**
   * Whether it goes by a link: a policy shows a link by `okPath` or by `okWritePath`, and if two have it by one line each,
   * their meet has the file that it leads to, but not the link.
   */
  readonly isByLink: boolean;
  readonly isGranted: (rex: RExec) => Promise<boolean>;
}

/** Instants and seeds that policies name. */
export const fixed = [1, 2] as const;

interface Manner {
  readonly isSlow?: boolean;
  readonly isSpending?: boolean;
  readonly isByLink?: boolean;
}

const slow: Manner = { isSlow: true };
const spending: Manner = { isSpending: true };

const operation = (
  name: string,
  run: (rex: RExec) => unknown,
  { isSlow = false, isSpending = false, isByLink = false }: Manner = {},
): Operation => ({
  name,
  isSlow,
  isSpending,
  isByLink,
  isGranted: async (rex) => {
    try {
      return (await run(rex)) === true;
    } catch {
      return false;
    }
  },
});

const evaluated = (name: string, text: string): Operation => {
  let program: Program | undefined;
  return operation(name, (rex) => rex.rEval((program ??= rex.compile(text, 'rEval'))));
};

/** Statements of a guest that set `got`. */
const executed = (name: string, text: string, manner: Manner = slow): Operation => {
  let program: Program | undefined;
  return operation(
    name,
    async (rex) => {
      await rex.rExecAsync((program ??= rex.compile(`var got = false; ${text}`, 'rExecAsync')));
      return rex.rEval('got');
    },
    manner,
  );
};

const ofFile = ({ top, tookBack }: World, file: string): Operation[] => {
  // By its text: join() would take the `..` out.
  const path = `${top}/${file}`;
  const real = file.replace('a/out', 'c').replace('a/../', '').replace('a/b/../../', '');
  const isByLink = file.startsWith('a/out');
  return [
    operation(
      `read ${file}`,
      (rex) => {
        using opened = rex.rOpen(path);
        return opened.read().length > 0;
      },
      { isByLink },
    ),
    operation(
      `write ${file}`,
      (rex) => {
        try {
          using opened = rex.rOpen(path, 'w');
          opened.write('written');
        } catch {
          // What counts is what is in the file.
        }
        return tookBack(real, 'written');
      },
      { isByLink },
    ),
    operation(
      `import ${file}`,
      async (rex) => {
        const module = await rex.rImport(path);
        const data = module['default'] as { readonly at?: unknown } | undefined;
        return (module['at'] ?? data?.at) === 1;
      },
      { isByLink },
    ),
    executed(
      `read ${file} by node:fs`,
      `const { readFileSync } = await import('node:fs'); got = readFileSync(${JSON.stringify(path)}, 'utf8').length > 0;`,
      { isSlow: true, isByLink },
    ),
  ];
};

const ofFiles = (world: World): Operation[] =>
  [...files, 'a/out/s.js', 'a/../c/s.js', 'a/b/../../ab/z.js'].flatMap((file) => ofFile(world, file));

const ofNames: readonly Operation[] = [
  ...['node:path', 'node:events'].map((name) =>
    executed(`import ${name}`, `got = typeof (await import('${name}')) === 'object'`),
  ),
  ...['existsSync', 'readFileSync', 'writeFileSync'].map((name) =>
    executed(`have ${name} of node:fs`, `got = typeof (await import('node:fs')).${name} === 'function'`),
  ),
  ...['GRANTS_ONE', 'GRANTS_TWO'].map((name) =>
    evaluated(`read the variable ${name}`, `typeof process.env.${name} === 'string'`),
  ),
  ...['env', 'argv', 'version'].map((name) => evaluated(`have process.${name}`, `'${name}' in process`)),
  ...['escape', 'atob', 'Date', 'Proxy'].map((name) =>
    evaluated(`have the global ${name}`, `typeof ${name} === 'function'`),
  ),
  ...['one', 'two'].map((name) => evaluated(`have the endowment ${name}`, `${name}() === 1`)),
];

const isNow = (time: unknown): boolean => typeof time === 'number' && Math.abs(time - Date.now()) < 60_000;

const firstOf = fixed.map((seed) => new RExec({ random: { seed } }).rEval('Math.random()'));

/** Who has the real time, or real chance, could tell of any instant and any numbers. */
const ofSources: readonly Operation[] = [
  operation('tell the time', (rex) => isNow(rex.rEval('Date.now()'))),
  ...fixed.map((instant) =>
    operation(`tell the instant ${instant}`, (rex) => {
      const time = rex.rEval('Date.now()');
      return time === instant || isNow(time);
    }),
  ),
];

const chance: readonly Operation[] = fixed.map((seed, index) =>
  executed(
    `have the numbers of the seed ${seed}`,
    `const first = Math.random(); got = first === ${String(firstOf[index])} || (first >= 0 && ![${firstOf.join(', ')}].includes(first));`,
    spending,
  ),
);

const ofLimits: readonly Operation[] = [
  ...[1, 2, 3].map((count) =>
    executed(
      `have ${count} timers`,
      `const timers = []; try { for (let i = 0; i < ${count}; i += 1) timers.push(setTimeout(() => {}, 1e6)); got = true; } finally { timers.forEach(clearTimeout); }`,
      {},
    ),
  ),
  ...[1, 2].map((levels) =>
    executed(
      `nest ${levels} deep`,
      `const made = new RExec({ limits: { cells: ${levels - 1}, depth: ${levels - 1} } }); made.rExec(${levels} === 2 ? 'new RExec()' : ''); made.end(); got = true;`,
    ),
  ),
  ...[5000, 100_000].map((length) =>
    operation(
      `take ${length} bytes in`,
      (rex) => {
        const take = rex.rEval('(bytes) => bytes.length') as (bytes: Uint8Array) => number;
        return take(new Uint8Array(length)) === length;
      },
      spending,
    ),
  ),
];

const ofPackages = ({ top }: World): Operation[] => [
  operation('import a package', async (rex) => typeof (await rex.rImport('pkg')) === 'object', slow),
  ...['GRANTS_ONE', 'GRANTS_TWO'].map((name) =>
    operation(
      `read the variable ${name} in a package`,
      async (rex) => {
        const { variable } = (await rex.rImport('pkg')) as { variable: (name: string) => unknown };
        return typeof variable(name) === 'string';
      },
      slow,
    ),
  ),
  operation(
    'import node:path in a package',
    async (rex) => {
      const { loads } = (await rex.rImport(join(top, 'node_modules/pkg/index.js'))) as {
        loads: (name: string) => Promise<boolean>;
      };
      return await loads('node:path');
    },
    slow,
  ),
];

const ofHosts = ({ port }: World): Operation[] =>
  ['127.0.0.1', 'localhost'].map((host) =>
    executed(`fetch from ${host}`, `got = (await (await fetch('http://${host}:${port}/')).text()) === 'served'`),
  );

/** Everything that is tried. */
export const operationsIn = (world: World): readonly Operation[] => [
  ...ofFiles(world),
  ...ofNames,
  ...ofSources,
  ...chance,
  ...ofLimits,
  ...ofPackages(world),
  ...ofHosts(world),
];
