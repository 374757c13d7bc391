// docs/packages.md is made of the catalogue: `vitest -u` writes it.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogue } from './catalogue/index.js';
import { type Claim, needsOf } from './claim.js';

const versionOf = (name: string): string => {
  const text = readFileSync(`${import.meta.dirname}/node_modules/${name}/package.json`, 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
};

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`);

/** `line: items`, each line once. */
const linesOf = (claim: Claim): string => {
  const lines = new Map<string, string[]>();
  for (const { line, item } of needsOf(claim.needs)) lines.set(line, [...(lines.get(line) ?? []), item]);
  if (lines.size === 0) return 'nothing';
  return [...lines]
    .map(([line, items]) => `\`${line}\`${items[0] === '' ? '' : `: ${items.map((item) => `\`${item}\``).join(', ')}`}`)
    .join('; ');
};

const rowsOf = (claim: Claim): string[] => {
  const { packages, program, refused = [] } = claim;
  const why = refused.map((each) => `${each.what}: ${each.why}`).join('; ');
  const needs = 'gives' in claim ? linesOf(claim) : 'does not run';
  const shown = 'gives' in claim ? ` ([program](../test/packages/programs/${program}.mjs))` : '';
  return [
    `| ${packages.map((name) => `\`${name}\` ${versionOf(name)}`).join(', ')}${shown} | ${cell(needs)} | ${cell(why)} |`,
  ];
};

const rows = catalogue.flatMap(rowsOf).toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));

const names = new Set(catalogue.filter((claim) => 'gives' in claim).flatMap(({ packages }) => packages));

const text = `# Packages that run in cells

A cell imports npm packages by their names, from a directory with node_modules under its \`okPath\`, and runs them as they are.
Each has a compartment of its own, and by itself nothing of the host: a line under \`packages\` grants it a part of what the cell has.

\`\`\`js
import '@padded-cell/rexec/lockdown';
import { RExec } from '@padded-cell/rexec';

const rex = new RExec({ okPath: ['./node_modules'], okFileTypes: ['cjs', 'esm', 'json'] });
const { parse } = await rex.rImport('marked');
parse('*hi*'); // '<p><em>hi</em></p>\\n'
\`\`\`

What a package lacks it says: who, what, and the line that would grant it.

\`\`\`js
import '@padded-cell/rexec/lockdown';
import { RExec } from '@padded-cell/rexec';

const options = { okPath: ['./node_modules'], okFileTypes: ['cjs', 'esm', 'json'] };
await new RExec(options).rImport('lodash'); // throws: the policy line that would grant it is clock
const { default: _ } = await new RExec({ ...options, clock: 'real' }).rImport('lodash');
_.chunk([1, 2, 3], 2); // [[1, 2], [3]]
\`\`\`

Where many packages have a build for browsers, which asks for less, the option \`conditions: ['browser']\` chooses it.

## What was tried

The packages of this table were not written for cells. Each is imported and used by a program in
[test/packages/programs](../test/packages/programs), which gives in a cell what it gives in Node. What a package is said to need is all
that its cell has; the tests take each of it away again, one at a time, and the program fails by that.
${names.size} of ${new Set(catalogue.flatMap(({ packages }) => packages)).size} packages run. markdown-it and PostCSS are hosts of their own plugins in
[examples/markdown-plugins](../examples/markdown-plugins) and [examples/css-plugins](../examples/css-plugins): there the plugins run in a cell, and
the rest does not.

\`npx vitest run --project unit test/packages/guide.test.ts -u\` writes this page, from the claims that the tests hold to be true.

| package | needs | what a cell refuses of it, and why |
| --- | --- | --- |
${rows.join('\n')}
`;

test('the guide says of each package what the catalogue does', async () => {
  await expect(text).toMatchFileSnapshot('../../docs/packages.md');
});

test('well over forty packages run', () => {
  expect(names.size).toBeGreaterThan(50);
});
