// docs/modules.md, made from what the modules export, so that it cannot say anything else.
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { cellWith, moduleNames } from './cell.js';

const require = createRequire(import.meta.url);
const names = (list: readonly string[]): string =>
  list.length === 0 ? 'nothing' : list.map((name) => `\`${name}\``).join(', ');

// What Node has differs from version to version; the guide tells of the oldest that is supported.
test.runIf(process.versions.node.startsWith('20.'))(
  'the guide says what each module has and lacks (`vitest -u` writes it)',
  async () => {
    const rows: string[] = [];
    for (const name of moduleNames) {
      // oxlint-disable-next-line no-await-in-loop
      const has = Object.keys(await cellWith(name).rImport(name)).filter((each) => each !== 'default');
      const hosts = Object.keys(require(name) as object);
      rows.push(`| \`${name}\` | ${names(has)} | ${names(hosts.filter((each) => !has.includes(each)).toSorted())} |`);
    }
    const text = `# Modules

What a cell can import by name, where \`okBuiltinModules\` grants it. Each is an npm package that runs inside the cell, one
instance for each cell, with no authority: it knows no working directory but \`/\`, no environment and no console. A
function that a port does not have is absent. (Node's names are those of Node 20.)

| module | has | lacks |
| --- | --- | --- |
${rows.join('\n')}
`;
    await expect(text).toMatchFileSnapshot('../../../../docs/modules.md');
  },
);
