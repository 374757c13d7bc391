// A program that only evaluates does not load what talks to the network.
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const loadedAfter = (program: string): readonly string[] => {
  const script = `
    import '${new URL('../../dist/lockdown/index.js', import.meta.url).href}';
    const { RExec } = await import('${new URL('../../dist/index.js', import.meta.url).href}');
    const rex = new RExec();
    ${program};
    rex.end();
    console.log(JSON.stringify(process.moduleLoadList));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return (JSON.parse(output) as string[]).map((each) => each.replace(/^NativeModule /u, ''));
};

test('node:http, node:https and node:zlib are loaded by the first fetch, and not before', () => {
  const network = ['http', 'https', 'zlib'];
  const evaluated = loadedAfter(`rex.rEval('new URL("https://example.com").host + 1')`);
  expect(network.filter((each) => evaluated.includes(each))).toEqual([]);
  const fetched = loadedAfter(`await rex.rExecAsync('await fetch("https://example.com").catch(() => {})')`);
  expect(network.filter((each) => fetched.includes(each))).toEqual(network);
});
