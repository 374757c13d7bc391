/** The methods of a cell: programs, files, modules of the host's, exits, output of a call, records, class attributes. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GuestError } from '@padded-cell/bastion';
import { type CellRecord, RExec, StringIO } from '@padded-cell/rexec';
import { afterAll, expect } from 'vitest';
import { type Area, SECRET, thrownBy } from '../scenario.js';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'walls-methods-')));
mkdirSync(join(base, 'ok'));
writeFileSync(join(base, 'ok/greeter.js'), "export const greet = (name) => `hello ${name}`;\nconsole.log('loaded');");
writeFileSync(join(base, 'ok/program.js'), 'let fromFile = 6 * 7;\nconst later = () => {\n  null.x;\n};');
writeFileSync(join(base, 'secret.js'), `export const secret = '${SECRET}';`);
afterAll(() => {
  rmSync(base, { recursive: true });
});

/** What an error tells, without the place of the temporary directory. */
const told = async (act: () => unknown): Promise<unknown> => {
  const error = (await thrownBy(act)) as GuestError & { policyLine?: string; exitCode?: number };
  return [
    error.name,
    error.code,
    error.message.replaceAll(base, 'BASE'),
    error.guest,
    error.positions?.map(({ file, line, column }) => `${file.replaceAll(base, 'BASE')}:${line}:${column}`),
    error.policyLine,
    error.exitCode,
  ];
};

const seen: CellRecord[] = [];

/** Methods. */
export const methods: Area = {
  about: 'methods',
  options: () => ({ name: 'cell', okPath: [join(base, 'ok')], stdio: { stdout: new StringIO() } }),
  scenarios: [
    {
      does: 'declarations stay for the next program, and are replaced by new ones',
      run: async (rex) => {
        await rex.rExec(
          'let n = 1; const k = 2; var v = 3; class C { m() { return n; } } function more() { n += 1; return n; } async function later() { return n; }',
        );
        await rex.rExec('more(); more()');
        const first = await rex.rEval('[n, k, v, new C().m(), typeof later, globalThis.n, globalThis.v]');
        await rex.rExec('let n = 10; function more() { return "new"; }');
        return [
          first,
          await rex.rEval('[n, more(), new C().m(), k]'),
          await rex.rEval('typeof nowhere'),
          await told(() => rex.rEval('nowhere')),
        ];
      },
      gives: [
        [3, 2, 3, 3, 'function', 3, 3],
        [10, 'new', 3, 2],
        'undefined',
        ['ReferenceError', undefined, 'nowhere is not defined', true, ['rEval-4:1:1'], undefined, undefined],
      ],
    },
    {
      does: 'statements with await at the top level run to their end, or to what they throw',
      run: async (rex) => {
        await rex.rExecAsync('const waited = await Promise.resolve(4); let after = await (async () => waited + 1)();');
        return [
          await rex.rEval('[waited, after]'),
          await told(() =>
            rex.rExecAsync('await null;\nawait Promise.reject(new RangeError("late"));', { file: 'late.js' }),
          ),
        ];
      },
      gives: [
        [4, 5],
        ['RangeError', undefined, 'late', true, ['late.js:2:22'], undefined, undefined],
      ],
    },
    {
      does: 'text that is no program says where, and runs nothing of it',
      run: async (rex) => [
        await told(() => rex.rExec('var ran = 1;\nlet let = 2', { file: 'a.js' })),
        await told(() => rex.rEval('1; 2')),
        await told(() => rex.rEval('')),
        await told(() => rex.rExec("import x from 'y'")),
        await told(() => rex.rExec('eval("1")')),
        await rex.rEval('typeof ran'),
        await rex.rEval("'import(x) <!-- --> ' + /import\\(/.source"),
      ],
      gives: [
        [
          'SyntaxError',
          undefined,
          "The keyword 'let' is reserved (a.js:2:5)",
          true,
          ['a.js:2:5'],
          undefined,
          undefined,
        ],
        ['SyntaxError', undefined, 'Unexpected token (rEval-6:1:2)', true, ['rEval-6:1:2'], undefined, undefined],
        ['SyntaxError', undefined, 'Unexpected token (rEval-7:2:1)', true, ['rEval-7:2:1'], undefined, undefined],
        [
          'SyntaxError',
          undefined,
          "'import' and 'export' may appear only with 'sourceType: module' (rExec-4:1:1)",
          true,
          ['rExec-4:1:1'],
          undefined,
          undefined,
        ],
        [
          'SyntaxError',
          undefined,
          'a direct eval cannot see the names around it here; write (0, eval)(source) for one that sees globals only, or use Function (rExec-5:1:1)',
          true,
          ['rExec-5:1:1'],
          undefined,
          undefined,
        ],
        'undefined',
        'import(x) <!-- --> import\\(',
      ],
    },
    {
      does: 'a program is compiled once and runs many times',
      run: async (rex) => {
        await rex.rExec('let times = 0');
        const tick = await rex.compile('times += 1', 'rExec', { file: 'tick.js' });
        const get = await rex.compile('times', 'rEval');
        await rex.rExec(tick);
        await rex.rExec(tick);
        return [
          await rex.rEval(get),
          tick.file,
          await told(() => rex.rEval(tick)),
          await told(() => rex.compile('}', 'rEval', { file: 'bad.js' })),
          await told(() => rex.rExec({ file: 'forged' } as never)),
        ];
      },
      gives: [
        2,
        'tick.js',
        [
          'TypeError',
          undefined,
          "this program was not compiled for rEval: compile(source, 'rEval') does that",
          undefined,
          undefined,
          undefined,
          undefined,
        ],
        ['SyntaxError', undefined, 'Unexpected token (bad.js:1:1)', true, ['bad.js:1:1'], undefined, undefined],
        [
          'TypeError',
          undefined,
          'rExec takes source text, or a program that compile gave',
          undefined,
          undefined,
          undefined,
          undefined,
        ],
      ],
    },
    {
      does: 'errors have the places of the guest, and none of the host',
      run: async (rex) => {
        await rex.rExecFile('program.js');
        await rex.rExec('const outer = () => {\n  later();\n}', { file: 'outer.js' });
        return [
          await told(() => rex.rEval('outer()', { file: 'call.js' })),
          await told(() => rex.rExec('(function f() { f(); })()', { file: 'deep.js' })),
        ];
      },
      gives: [
        [
          'TypeError',
          undefined,
          "Cannot read properties of null (reading 'x')",
          true,
          ['ok/program.js:3:8', 'outer.js:2:3', 'call.js:1:1'],
          undefined,
          undefined,
        ],
        [
          'RangeError',
          undefined,
          'Maximum call stack size exceeded',
          true,
          [
            'deep.js:1:12',
            'deep.js:1:17',
            'deep.js:1:17',
            'deep.js:1:17',
            'deep.js:1:17',
            'deep.js:1:17',
            'deep.js:1:17',
            'deep.js:1:17',
            'deep.js:1:17',
            'deep.js:1:17',
          ],
          undefined,
          undefined,
        ],
      ],
    },
    {
      does: 'files are run from where the policy says, and from no other place',
      run: async (rex) => {
        await rex.rExecFile('program.js');
        return [
          await rex.rEval('fromFile'),
          await told(() => rex.rExecFile('../secret.js')),
          await told(() => rex.rExecFile('none.js')),
          await told(() => rex.rExecFile(1 as never)),
        ];
      },
      gives: [
        42,
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import '../secret.js': it is not under okPath (ok); the policy line that would grant it is okPath",
          undefined,
          undefined,
          'okPath',
          undefined,
        ],
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import 'none.js': there is no such file under okPath",
          undefined,
          undefined,
          undefined,
          undefined,
        ],
        [
          'TypeError',
          undefined,
          'rExecFile takes the path of a file: a string',
          undefined,
          undefined,
          undefined,
          undefined,
        ],
      ],
    },
    {
      does: 'files are opened by the host as the policy grants',
      run: async (rex) => {
        const file = rex.rOpen(join(base, 'ok/program.js'));
        const text = file.read().slice(0, 12);
        file.close();
        return [
          text,
          await told(() => rex.rOpen(join(base, 'secret.js'))),
          await told(() => rex.rOpen(join(base, 'ok/new'), 'w')),
        ];
      },
      gives: [
        'let fromFile',
        [
          'IOError',
          'EACCES',
          "EACCES: permission denied, open 'BASE/secret.js': it is not under okPath; the policy line that would grant it is okPath",
          false,
          [],
          'okPath',
          undefined,
        ],
        [
          'IOError',
          'EACCES',
          "EACCES: permission denied, open 'BASE/ok/new': it is not under okWritePath; the policy line that would grant it is okWritePath",
          false,
          [],
          'okWritePath',
          undefined,
        ],
      ],
    },
    {
      does: 'modules are imported, loaded afresh, and forgotten',
      run: async (rex) => {
        writeFileSync(join(base, 'ok/version.js'), 'export const version = 1; export default { n: [1] };');
        const first = await rex.rImport('./version.js');
        writeFileSync(join(base, 'ok/version.js'), 'export const version = 2;');
        const same = (await rex.rImport('./version.js'))['version'];
        const fresh = (await rex.rReload(first))['version'];
        writeFileSync(join(base, 'ok/version.js'), 'export const version = 3;');
        await rex.rUnload('./version.js');
        const third = (await rex.rImport('./version.js'))['version'];
        return [
          Object.keys(first),
          first['version'],
          first['default'],
          same,
          fresh,
          third,
          Object.prototype.toString.call(first),
          Object.isFrozen(first),
          await told(() => rex.rReload({})),
          await told(() => rex.rImport('../secret.js')),
          await told(() => rex.rImport('node:child_process')),
          await told(() => rex.rImport('./none.js')),
        ];
      },
      gives: [
        ['default', 'version'],
        1,
        { n: [1] },
        1,
        2,
        3,
        '[object Module]',
        true,
        [
          'TypeError',
          undefined,
          'a module is a specifier, or a namespace that rImport of this cell gave',
          undefined,
          undefined,
          undefined,
          undefined,
        ],
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import '../secret.js': it is not under okPath (ok); the policy line that would grant it is okPath",
          undefined,
          undefined,
          'okPath',
          undefined,
        ],
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import 'node:child_process': node:child_process has no restricted form: it runs code outside the cell",
          undefined,
          undefined,
          undefined,
          undefined,
        ],
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import './none.js': there is no such file under okPath",
          undefined,
          undefined,
          undefined,
          undefined,
        ],
      ],
    },
    {
      does: 'modules of the host are set and read, and guests import them',
      run: async (rex) => {
        const settings = rex.addModule('settings');
        await settings.set('size', 3);
        await settings.set('list', [1, { a: 2 }]);
        await settings.set('twice', (n: number) => 2 * n);
        await rex.rExecAsync("const { size, list, twice } = await import('settings')");
        await settings.set('size', 4);
        await rex.addModule('__builtins__').set('sin', Math.sin);
        await rex.rExec('var mine = { a: [1] }');
        const before = await settings.names();
        await settings.delete('size');
        return [
          await rex.rEval('[list, twice(4), sin(0)]'),
          await rex.rEval("import('settings').then((m) => Object.keys(m))").catch(() => 'none'),
          before,
          await settings.names(),
          await settings.get('list'),
          await settings.get('nothing'),
          await rex.addModule('__main__').get('mine'),
          (await thrownBy(() => rex.addModule('__builtins__').set('Array', 1))).message,
        ];
      },
      gives: [
        [[1, { a: 2 }], 8, 0],
        ['list', 'twice'],
        ['size', 'list', 'twice'],
        ['list', 'twice'],
        [1, { a: 2 }],
        undefined,
        { a: [1] },
        "'Array' is a name that the cell started with: programs and modules have it as a constant; withhold it with nokBuiltinNames, and set one of your own",
      ],
    },
    {
      does: 'an exit is an error of the host’s, which goes on; one that is caught was none',
      options: () => ({
        name: 'cell',
        okSysNames: ['exit', 'exitCode', 'argv', 'env', 'platform', 'version'],
        okEnvNames: ['HOME'],
        args: ['a', 'b c'],
      }),
      run: async (rex) => [
        await told(() => rex.rExec('process.exit(3)')),
        await told(() => rex.rEval("process.exit('7')")),
        await told(() => rex.rExecAsync('await null; process.exitCode = 5; process.exit()')),
        rex.exitCode,
        await rex.rEval('(() => { try { process.exit(2) } catch (e) { return [e.name, e.exitCode]; } })()'),
        await rex.rEval(
          '[process.argv.slice(2), Object.keys(process.env), typeof process.kill, Object.keys(process).sort()]',
        ),
      ],
      gives: [
        ['SystemExit', 'ERR_SYSTEM_EXIT', 'the guest has exited with 3', true, undefined, undefined, 3],
        ['SystemExit', 'ERR_SYSTEM_EXIT', 'the guest has exited with 7', true, undefined, undefined, 7],
        ['SystemExit', 'ERR_SYSTEM_EXIT', 'the guest has exited with 5', true, undefined, undefined, 5],
        5,
        ['SystemExit', undefined],
        [['a', 'b c'], ['HOME'], 'undefined', ['argv', 'env', 'exit', 'exitCode', 'platform', 'version']],
      ],
    },
    {
      does: 'a call has files of its own in place of the cell’s, which come back however it ends',
      options: () => ({
        name: 'cell',
        okPath: [join(base, 'ok')],
        okSysNames: ['stdout', 'stdin', 'stderr'],
        stdio: { stdout: new StringIO() },
      }),
      run: async (rex) => {
        const [stdout, stderr] = [new StringIO(), new StringIO()];
        const files = { stdout, stderr, stdin: 'typed\nlines' };
        const gave = await rex.sEval(
          '[String(process.stdin.read()), process.stdout.isTTY, typeof process.stdout.delete, console.error("err")]',
          files,
        );
        await rex.sExec("process.stdout.write('exec ')", files);
        await rex.sExecFile('program.js', files);
        await rex.sExecAsync("await null; console.log('async')", files);
        const module = await rex.sImport('./greeter.js', files);
        await rex.sReload(module, files);
        await rex.sUnload(module);
        const failed = await told(() =>
          rex.sExec("process.stdout.write('before the throw'); throw new Error('x')", files),
        );
        await rex.rExec("console.log('elsewhere')");
        return [gave, stdout.text, stderr.text, failed];
      },
      gives: [
        ['typed\nlines', false, 'undefined', undefined],
        'exec async\nloaded\nloaded\nbefore the throw',
        'err\n',
        ['Error', undefined, 'x', true, ['rExec-2:1:49'], undefined, undefined],
      ],
    },
    {
      does: 'verbose: imports, accesses, refusals and errors of nobody’s calls are told as records',
      options: () => ({
        name: 'traced',
        verbose: true,
        okPath: [join(base, 'ok')],
        logger: (record) => void seen.push(record),
        endowments: { ring: () => 'ringing' },
        stdio: { stdout: new StringIO() },
      }),
      run: async (rex) => {
        await rex.rImport('./greeter.js');
        await rex.rExec('ring(); try { Date.now() } catch {}');
        await rex
          .rExecAsync(
            "await new Promise((done) => setTimeout(() => { done(); throw new Error('in a timer'); }, 1)); await new Promise((done) => setTimeout(done, 5));",
          )
          .catch(() => undefined);
        return seen.splice(0).map(
          (record) =>
            JSON.parse(
              JSON.stringify({
                ...record,
                ...('error' in record ? { error: [record.error.name, record.error.message] } : {}),
              }).replaceAll(base, 'BASE'),
            ) as unknown,
        );
      },
      gives: [
        { kind: 'import', specifier: './greeter.js', module: 'ok/greeter.js', cell: 'traced' },
        { kind: 'access', what: 'ring', cell: 'traced' },
        {
          kind: 'refusal',
          message:
            'Date.now() tells the time, which is not granted to this cell; the policy line that would grant it is clock',
          policyLine: 'clock',
          cell: 'traced',
        },
        { kind: 'error', cell: 'traced', from: 'setTimeout', error: ['Error', 'in a timer'] },
      ],
    },
    {
      does: 'what is typed at a console is run, shown, completed, and told when it is not whole',
      run: async (rex) => [
        await rex.rInteract('class Point { x = 1 }; new Point()'),
        await rex.rInteract('if (true) {'),
        await rex.rInteract('await Promise.resolve([1, new Map()])'),
        await rex.rInteract('undefined'),
        await rex.rComplete('Math.sq'),
        await rex.rComplete('Poi'),
        await told(() => rex.rInteract('nowhere.x')),
      ],
      gives: [
        { isComplete: true, text: 'Point { x: 1 }' },
        { isComplete: false },
        { isComplete: true, text: '[ 1, Map(0) {} ]' },
        { isComplete: true },
        { names: ['sqrt'], of: 'sq' },
        { names: ['Point'], of: 'Poi' },
        ['ReferenceError', undefined, 'nowhere is not defined', true, ['rInteract-5:1:1'], undefined, undefined],
      ],
    },
    {
      does: 'class attributes are the policy, read when a cell is made; options come before them',
      Class: () =>
        class Plugin extends RExec {
          static override okSysNames = [...RExec.okSysNames, 'platform'] as const;
          static override nokBuiltinNames = ['Proxy'];
          static override limits = { ...RExec.limits, timers: 1 };
        },
      options: () => ({ clock: { fixed: 5 } }),
      run: async (rex) => [
        await rex.rEval('[Object.keys(process), typeof Proxy, Date.now()]'),
        rex.policy.nokBuiltinNames,
        rex.policy.limits.timers,
        Object.isFrozen(rex.policy),
      ],
      gives: [[['platform'], 'undefined', 5], ['Proxy'], 1, true],
    },
    {
      does: 'what is wrong with a policy is said before anything is made',
      options: () => ({
        okSysNames: ['kill'] as never,
        okBuiltinModules: ['node:fss'] as never,
        limits: { timer: 1 } as never,
      }),
      run: '1',
      throws: expect.objectContaining({
        name: 'PolicyError',
        code: 'ERR_POLICY',
        message: expect.stringMatching(/node:fss[^]*kill/u) as string,
      }) as object,
    },
    {
      does: 'what it has used, and why something is refused',
      options: () => ({
        name: 'cell',
        endowments: { tick: () => undefined },
        limits: { endowmentCalls: 10, timers: 3 },
        okEnvNames: ['LANG'],
      }),
      run: async (rex) => {
        await rex.rExec('tick(); tick(); const t = setTimeout(() => {}, 1e6)');
        const { limits, cell } = await rex.usage();
        return [
          cell,
          limits.endowmentCalls,
          limits.timers,
          rex.explain({ env: 'HOME' }),
          rex.explain({ env: 'LANG' }).allowed,
          rex.explain({ import: 'node:fs' }).allowed,
          rex.explain({ spend: 'timers' }),
        ];
      },
      gives: [
        'cell',
        { used: 2, allowed: 10, left: 8 },
        { used: 1, allowed: 3, left: 2 },
        {
          allowed: false,
          line: 'okEnvNames',
          cell: 'cell',
          level: 0,
          words: "'cell' cannot read the environment variable HOME: by okEnvNames of 'cell'",
        },
        true,
        false,
        {
          allowed: true,
          line: 'limits.timers',
          cell: 'cell',
          level: 0,
          words: "'cell' can spend 1 of limits.timers: by limits.timers of 'cell'",
        },
      ],
    },
    {
      does: 'a limit of calls holds, and the error says whose',
      options: () => ({ name: 'cell', endowments: { tick: () => undefined }, limits: { endowmentCalls: 5 } }),
      run: async (rex) => [
        (await thrownBy(() => rex.rExec('for (;;) tick()'))).message,
        (await rex.usage()).limits.endowmentCalls,
      ],
      gives: [
        "the cell 'cell' has reached a limit: it, with all cells in it, may have 5 calls to endowments; the policy line that would grant more is limits.endowmentCalls",
        { used: 5, allowed: 5, left: 0 },
      ],
    },
    {
      does: 'a cell that has ended says so, and what came out of it is dead',
      options: () => ({ name: 'cell', endowments: { f: () => 1 } }),
      run: async (rex) => {
        const made = (await rex.rEval('({ run: () => f(), later: async () => 1 })')) as Record<string, () => unknown>;
        await rex.end();
        await rex.end();
        return [
          await told(() => rex.rEval('1')),
          await told(() => rex.rImport('x')),
          await told(() => made['run']?.()),
          await told(() => rex.nest()),
        ];
      },
      gives: [
        [
          'CellEndedError',
          'ERR_CELL_ENDED',
          "the cell 'cell' has ended: nothing runs in it any more, and what it gave is dead; make a new one",
          undefined,
          undefined,
          undefined,
          undefined,
        ],
        [
          'CellEndedError',
          'ERR_CELL_ENDED',
          "the cell 'cell' has ended: nothing runs in it any more, and what it gave is dead; make a new one",
          undefined,
          undefined,
          undefined,
          undefined,
        ],
        [
          'CellEndedError',
          'ERR_CELL_ENDED',
          "the cell 'cell' has ended: nothing runs in it any more, and what it gave is dead; make a new one",
          undefined,
          undefined,
          undefined,
          undefined,
        ],
        [
          'CellEndedError',
          'ERR_CELL_ENDED',
          "the cell 'cell' has ended: nothing runs in it any more, and what it gave is dead; make a new one",
          undefined,
          undefined,
          undefined,
          undefined,
        ],
      ],
    },
  ],
};
