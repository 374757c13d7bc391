/** Cells within cells: from the host and from inside, each with less. */
import { fileURLToPath } from 'node:url';
import { allow, bastion, type GuestError } from '@padded-cell/bastion';
import type { PrivilegeError } from '@padded-cell/rexec';
import { type Area, SECRET, thrownBy } from '../scenario.js';

const file = fileURLToPath(new URL('../../../packages/rexec/test/nesting/fixtures/recursion.js', import.meta.url));

class Store {
  secret = SECRET;
  read(): string {
    return 'read';
  }
  write(): string {
    return 'written';
  }
}

const told = async (act: () => unknown): Promise<unknown> => {
  const error = (await thrownBy(act)) as PrivilegeError & GuestError;
  return [error.name, error.code, error.message];
};

const inside = (text: string): string =>
  `(async () => { const attempt = async (run) => { try { return await run(); } catch (e) { return [e.name, e.code, e.message]; } }; ${text} })()`;

const levels = (many: number): readonly unknown[] => [
  ...Array.from({ length: many }, (_, index) => many - index),
  'bottom',
  many,
  ...Array.from({ length: many }, () => 'AttributeError ERR_CELL_ENDED 2'),
];

type Nest = (levels: number, file: string, above: unknown[], report: () => number) => Promise<unknown>;

/** Nesting. */
export const nesting: Area = {
  about: 'nesting',
  options: () => ({
    name: 'outer',
    okBuiltinModules: ['node:path'],
    okSysNames: ['platform'],
    nokBuiltinNames: ['escape'],
    limits: { cells: 50, depth: 5, timers: 10, endowmentCalls: 1000 },
    endowments: { store: bastion(new Store()), n: 1, call: async (f: () => unknown) => await f() },
  }),
  scenarios: [
    {
      does: 'from the host, with what is asked for and no more',
      run: async (rex) => {
        const inner = await rex.nest({ endowments: { store: allow('read') } });
        const all = [
          await inner.rEval('[store.read(), typeof n, typeof process, typeof escape]'),
          await told(() => inner.rEval('store.write()')),
          inner.policy.nokBuiltinNames,
        ];
        await inner.end();
        return [all, await told(() => inner.rEval('1')), await rex.rEval('store.write()')];
      },
      gives: [
        [
          ['read', 'undefined', 'undefined', 'undefined'],
          ['AttributeError', 'ERR_ATTRIBUTE', "'write' is not among the methods that <Bastion for Store> exposes"],
          ['escape'],
        ],
        [
          'CellEndedError',
          'ERR_CELL_ENDED',
          "the cell 'outer/nest-1' has ended: nothing runs in it any more, and what it gave is dead; make a new one",
        ],
        'written',
      ],
    },
    {
      does: 'more than is held is refused, line by line; clipped, it is left out',
      run: async (rex) => {
        const request = {
          okBuiltinModules: ['node:path', 'node:fs'],
          okSysNames: ['platform', 'exit'],
          limits: { timers: 11 },
          okHosts: ['example.com'],
        } as const;
        const clipped = await rex.nest(request, { clip: true });
        return [
          await told(() => rex.nest(request)),
          clipped.policy.okBuiltinModules,
          clipped.policy.okSysNames,
          clipped.policy.limits.timers,
          clipped.policy.okHosts,
          await told(() => rex.nest({ endowments: ['nothing'] as never })),
        ];
      },
      gives: [
        [
          'PrivilegeError',
          'ERR_PRIVILEGE',
          "a cell within 'outer' cannot have more than 'outer' has:\n" +
            '  okBuiltinModules: asked for "node:fs"; held is "node:path"\n' +
            '  okHosts: asked for "example.com:443"; held is nothing\n' +
            '  okSysNames: asked for "exit"; held is "platform"\n' +
            '  limits.timers: asked for 11; held is 10',
        ],
        ['node:path'],
        ['platform'],
        10,
        [],
        [
          'PrivilegeError',
          'ERR_PRIVILEGE',
          `a cell within 'outer' cannot have more than 'outer' has:\n  endowments: asked for "nothing"; held is "call", "n", "store"`,
        ],
      ],
    },
    {
      does: 'declarations of one are not of the other, nor of a sibling',
      run: async (rex) => {
        await rex.rExec('var mine = 1');
        const [one, other] = [await rex.nest(), await rex.nest()];
        await one.rExec('var theirs = 2');
        return [await one.rEval('typeof mine'), await other.rEval('typeof theirs'), await rex.rEval('typeof theirs')];
      },
      gives: ['undefined', 'undefined', 'undefined'],
    },
    {
      does: 'what is spent within is spent of the outer one too, and a limit says whose it is',
      options: () => ({
        name: 'outer',
        limits: { cells: 5, depth: 5, endowmentCalls: 6 },
        endowments: { tick: () => undefined },
      }),
      run: async (rex) => {
        const inner = await rex.nest({ name: 'inner', endowments: ['tick'], limits: { endowmentCalls: 4 } });
        await inner.rExec('tick(); tick(); tick()');
        const { within, limits } = await rex.usage();
        const first = [limits.endowmentCalls, within.map(({ cell, limits: of }) => [cell, of.endowmentCalls])];
        return [
          first,
          await told(() => inner.rExec('tick(); tick()')),
          await told(() => rex.rExec('tick(); tick(); tick(); tick()')),
        ];
      },
      gives: [
        [{ used: 3, allowed: 6, left: 3 }, [['inner', { used: 3, allowed: 4, left: 1 }]]],
        [
          'LimitError',
          'ERR_LIMIT',
          "the cell 'inner' has reached a limit: it, with all cells in it, may have 4 calls to endowments; the policy line that would grant more is limits.endowmentCalls",
        ],
        [
          'LimitError',
          'ERR_LIMIT',
          "the cell 'outer' has reached a limit: it, with all cells in it, may have 6 calls to endowments; the policy line that would grant more is limits.endowmentCalls",
        ],
      ],
    },
    {
      does: 'why something is refused names the level that decides',
      run: async (rex) => {
        const inner = await (await rex.nest({ name: 'middle', okSysNames: ['platform'] })).nest({ name: 'inner' });
        return [
          inner.explain({ process: 'platform' }),
          inner.explain({ import: 'node:path' }),
          inner.explain({ global: 'escape' }),
        ];
      },
      gives: [
        {
          allowed: false,
          line: 'okSysNames',
          cell: 'inner',
          level: 0,
          words: "'inner' cannot use process.platform: by okSysNames of 'inner'",
        },
        {
          allowed: false,
          line: 'okBuiltinModules',
          cell: 'middle',
          level: 1,
          words: "'inner' cannot import 'node:path': by okBuiltinModules of 'middle'",
        },
        {
          allowed: false,
          line: 'nokBuiltinNames',
          cell: 'outer',
          level: 2,
          words: "'inner' cannot use the global escape: by nokBuiltinNames of 'outer'",
        },
      ],
    },
    {
      does: 'the end of a cell is the end of those within, and of what came out of them',
      options: () => ({ name: 'outer', limits: { cells: 9, depth: 5 } }),
      run: async (rex) => {
        const middle = await rex.nest({ name: 'middle', limits: { cells: 3, depth: 3 } });
        const inner = await middle.nest({ name: 'inner' });
        const f = (await inner.rEval('() => 1')) as () => unknown;
        const before = await f();
        await middle.end();
        return [
          before,
          await told(() => inner.rEval('1')),
          await told(() => f()),
          await told(() => middle.nest()),
          await rex.rEval('2'),
        ];
      },
      gives: [
        1,
        [
          'CellEndedError',
          'ERR_CELL_ENDED',
          "the cell 'inner' has ended: nothing runs in it any more, and what it gave is dead; make a new one",
        ],
        [
          'CellEndedError',
          'ERR_CELL_ENDED',
          "the cell 'inner' has ended: nothing runs in it any more, and what it gave is dead; make a new one",
        ],
        [
          'CellEndedError',
          'ERR_CELL_ENDED',
          "the cell 'middle' has ended: nothing runs in it any more, and what it gave is dead; make a new one",
        ],
        2,
      ],
    },
    {
      does: 'from inside: the same class, bound to its own cell, with what it holds and its own objects',
      run: inside(`const heard = []; const inner = new RExec({ name: 'child', endowments: { store: narrow(store, allow('read')), own: (x) => { heard.push(x); return 'own'; } }, okBuiltinModules: ['node:path'] });
        inner.rExec('const got = [store.read(), own({ a: [1] }), typeof n]'); await inner.rExecAsync("const { join } = await import('path')");
        const gave = inner.rEval("[got, join('a', '..', 'b'), typeof RExec, (x) => x + 1]"); const f = gave.pop();
        const failed = await attempt(() => inner.rEval('store.write()')); const refused = await attempt(() => new RExec({ okBuiltinModules: ['node:fs'], okSysNames: ['exit'] }));
        const { limits } = inner.usage(); inner.end();
        return [gave, f === undefined, heard, failed, refused, limits.endowmentCalls.used, await attempt(() => inner.rEval('1')), inner.name]`),
      gives: [
        [['read', 'own', 'undefined'], 'b', 'function'],
        false,
        [{ a: [1] }],
        [
          'AttributeError',
          'ERR_ATTRIBUTE',
          "'write' is not among the methods that <Bastion for <Bastion for Store>> exposes",
        ],
        [
          'PrivilegeError',
          'ERR_PRIVILEGE',
          "a cell within 'outer' cannot have more than 'outer' has:\n" +
            '  okBuiltinModules: asked for "node:fs"; held is "node:path"\n' +
            '  okSysNames: asked for "exit"; held is "platform"',
        ],
        2,
        [
          'CellEndedError',
          'ERR_CELL_ENDED',
          "the cell 'outer/child' has ended: nothing runs in it any more, and what it gave is dead; make a new one",
        ],
        'child',
      ],
    },
    {
      does: 'from inside, the host’s values pass through, and calls go all the way out',
      run: async (rex) => {
        await rex.rExec(
          "const child = new RExec({ endowments: { store, call } }); const grandchild = child.nest({ endowments: ['store', 'call'] });",
        );
        return [
          await rex.rEval("grandchild.rEval('store.read()')"),
          await rex.rEval("grandchild.rEval('call(() => [1, store.write()])')"),
        ];
      },
      gives: ['read', [1, 'written']],
    },
    {
      does: 'a guest ends its own children in the middle of their calls',
      run: inside(`const child = new RExec({ name: 'child', endowments: { stop: () => { child.end(); return 'stopped'; } } });
        return [await attempt(() => child.rEval('stop()')), await attempt(() => child.rEval('1'))]`),
      gives: [
        [
          'CellEndedError',
          'ERR_CELL_ENDED',
          "the cell 'outer/child' has ended: nothing runs in it any more, and what it gave is dead; make a new one",
        ],
        [
          'CellEndedError',
          'ERR_CELL_ENDED',
          "the cell 'outer/child' has ended: nothing runs in it any more, and what it gave is dead; make a new one",
        ],
      ],
    },
    ...[1, 5, 50].map((many) => ({
      does: `a recursive program, ${many} levels deep, begun by a guest`,
      options: () => ({ okPath: [file], limits: { cells: many, depth: many } }),
      run: async (rex: {
        rImport(specifier: string): Promise<Readonly<Record<string, unknown>>>;
        usage(): Promise<{ limits: { cells: unknown } }>;
      }) => {
        const { nest } = (await rex.rImport(file)) as unknown as { nest: Nest };
        return [await nest(many, file, [], () => 0), (await rex.usage()).limits.cells];
      },
      gives: [levels(many), { used: many, allowed: many, left: 0 }],
    })),
  ],
};
