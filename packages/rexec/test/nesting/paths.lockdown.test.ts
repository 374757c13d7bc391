// The paths of a guest's requests are its own: they mean what they mean to it, and tell nothing of where that is.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RExec } from '@padded-cell/rexec';
import { afterAll, describe, expect, test } from 'vitest';

const home = mkdtempSync(join(tmpdir(), 'paths-'));
afterAll(() => {
  rmSync(home, { recursive: true });
});

const limits = { cells: 50, depth: 5 };

const treeIn = (directory: string): string => {
  mkdirSync(join(directory, 'inner'), { recursive: true });
  writeFileSync(join(directory, 'inner', 'deep.js'), "export const word = 'deep';");
  writeFileSync(join(directory, 'open.js'), "export const word = 'open';");
  return directory;
};

/** Everything that a guest is told when it asks for too much, and for what is wrong. */
const asked = `(async () => {
  const told = [];
  const note = async (run) => {
    try { told.push(JSON.stringify(await run())); } catch (error) {
      told.push(String(error), JSON.stringify(error), ...Reflect.ownKeys(error).map((key) => String(error[key])), String(error.stack));
    }
  };
  const inner = new RExec({ okPath: ['./inner'] });
  await note(() => new RExec({ okPath: ['/etc/passwd', '../x', './.'], okWritePath: ['./'], okHosts: ['example.org'] }));
  await note(() => inner.nest({ okPath: ['./'] }));
  await note(() => inner.rImport('./missing.js'));
  await note(() => inner.rImport('/etc/passwd'));
  await note(() => inner.policy);
  await note(() => inner.explain({ read: './' }));
  await note(() => new RExec({ okPath: ['./**'] }));
  await note(() => new RExec({ okPath: ['./inner'], packages: { a: { okPath: ['./'] } } }));
  await note(() => new RExec({ okPath: ['./inner', './a\\0b', 1] }));
  return told;
})()`;

describe.each([
  ['a short one', 'plugins'],
  ['one that messages cut short', `${'a-long-name-'.repeat(8)}/plugins`],
  ['one whose last name is cut short', 'plugins-'.repeat(12)],
  ['one with characters that are written otherwise in quotes', 'a "quoted" \\ name/pl\tugins'],
])('%s', (_, name) => {
  test('is told by its last part, whatever a guest asks', async () => {
    const directory = treeIn(join(home, name));
    const rex = new RExec({ okPath: [directory], limits });
    const told = (await (rex.rEval(asked) as Promise<string[]>)).join('\n');
    // No part of the path above the directory, in whatever form.
    const above = home.slice(home.lastIndexOf('/') + 1);
    expect(told).not.toContain(above);
    expect(told).not.toContain('a-long-name-');
    expect(told).not.toContain('quoted');
    expect(told).toContain('/inner');
    expect(told).toContain('asked for');
  });
});

describe("a directory that is the guest's /", () => {
  const jail = join(home, 'jail');
  treeIn(join(jail, 'plug'));
  treeIn(join(jail, 'other'));
  const rooted = (): RExec =>
    new RExec({
      root: jail,
      okPath: [join(jail, 'plug')],
      okBuiltinModules: ['node:fs'],
      okPosixNames: ['readFileSync'],
      limits,
    });

  test.each([["['/plug/inner']"], ["['./inner']"], ["['plug/inner']"], ["['/plug/../plug/inner']"]])(
    'what it asks for as %s is what node:fs means by /plug/inner',
    async (paths) => {
      const rex = rooted();
      await rex.rExecAsync(`
        const inner = new RExec({ okPath: ${paths}, okBuiltinModules: ['node:fs'], okPosixNames: ['readFileSync'] });
        await inner.rExecAsync("const { readFileSync } = await import('node:fs'); var text = readFileSync('/plug/inner/deep.js', 'utf8')");
        const word = (await inner.rImport('./deep.js')).word;
        let refused;
        try { inner.rExec("readFileSync('/plug/open.js')"); } catch ({ code }) { refused = code; }
      `);
      expect(rex.rEval('[inner.policy.okPath, inner.rEval("text"), word, refused]')).toEqual([
        ['/plug/inner'],
        "export const word = 'deep';",
        'deep',
        'EACCES',
      ]);
    },
  );

  test.each([["'/other'"], ["'/'"], ["'/..'"], ["'/../../..'"], [JSON.stringify(join(jail, 'plug'))], ["'../other'"]])(
    'it cannot ask for %s',
    (path) => {
      const rex = rooted();
      expect(() => {
        rex.rExec(`new RExec({ okPath: [${path}] })`);
      }).toThrow(expect.objectContaining({ code: 'ERR_PRIVILEGE' }));
    },
  );

  test('is nowhere in what it is told', async () => {
    const told = (await (rooted().rEval(asked) as Promise<string[]>)).join('\n');
    expect(told).not.toContain('jail');
    expect(told).toContain('held is "/plug"');
    expect(told).toContain('"/plug/inner"');
  });
});

test('a link that is put in the place of a directory afterwards leads nowhere', async () => {
  const directory = treeIn(join(home, 'swapped'));
  const outside = treeIn(join(home, 'elsewhere'));
  writeFileSync(join(outside, 'inner', 'secret.js'), "export const word = 'the secret';");
  const rex = new RExec({ okPath: [directory], limits });
  rex.rExec("const inner = new RExec({ okPath: ['./inner'] })");
  const byHost = rex.nest({ okPath: [join(directory, 'inner')], okFileTypes: ['esm'] });
  rmSync(join(directory, 'inner'), { recursive: true });
  symlinkSync(join(outside, 'inner'), join(directory, 'inner'));
  await expect(rex.rEval("inner.rImport('./secret.js')")).rejects.toThrow(/leads out of okPath/u);
  await expect(byHost.rImport('./secret.js')).rejects.toThrow(/leads out of okPath/u);
  expect(() => byHost.rOpen(join(directory, 'inner', 'secret.js'))).toThrow(
    expect.objectContaining({ code: 'EACCES' }),
  );
});

test('explain tells nothing of where links outside lead', () => {
  const directory = treeIn(join(home, 'inside'));
  symlinkSync(directory, join(home, 'way-in'));
  const rex = new RExec({ okPath: [directory], limits });
  rex.rExec('const inner = new RExec({ okPath: ["./"] })');
  const ask = (path: string): unknown => rex.rEval(`inner.explain({ read: ${JSON.stringify(path)} }).allowed`);
  expect(ask(join(directory, 'open.js'))).toBe(true);
  expect(ask(join(home, 'way-in', 'open.js'))).toBe(false);
  expect(ask(join(home, 'no-way', 'open.js'))).toBe(false);
});
