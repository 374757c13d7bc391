// docs/modules.md, made from what the modules export, so that it cannot say anything else.
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { cellWith, portNames } from './cell.js';

const require = createRequire(import.meta.url);
const names = (list: readonly string[]): string =>
  list.length === 0 ? 'nothing' : list.map((name) => `\`${name}\``).join(', ');

// What Node has differs from version to version; the guide tells of the oldest that is supported.
test.runIf(process.versions.node.startsWith('20.'))(
  'the guide says what each module has and lacks (`vitest -u` writes it)',
  async () => {
    const rows: string[] = [];
    for (const name of portNames) {
      // oxlint-disable-next-line no-await-in-loop
      const has = Object.keys(await cellWith(name).rImport(name)).filter((each) => each !== 'default');
      const hosts = Object.keys(require(name) as object);
      rows.push(`| \`${name}\` | ${names(has)} | ${names(hosts.filter((each) => !has.includes(each)).toSorted())} |`);
    }
    const ofCrypto = Object.keys(await cellWith('crypto').rImport('crypto')).filter((each) => each !== 'default');
    const text = `# Modules

What a cell can import by name, where \`okBuiltinModules\` grants it. Those in the table need no authority: they run inside
the cell, one instance for each package in it, and reach nothing but what the cell has anyway. There is no working
directory but \`/\`, and no environment. A function that a port does not have is absent. (Node's names are those of Node 20.)
The others hold authority, by lines of their own: [\`node:fs\` and \`node:fs/promises\`](files.md),
[\`node:process\`](process.md), \`node:os\`, and [\`node:crypto\`](same-names.md#the-webs-names), which has ${names(ofCrypto)}.

| module | has | lacks |
| --- | --- | --- |
${rows.join('\n')}

## What is otherwise than in Node

* \`util.inspect\` writes as Node 20 does. What only the engine knows is said to be unknown: \`Promise { <state unknown> }\`,
  \`[Map Iterator] {  }\`, \`WeakMap { <items unknown> }\`. A Proxy is shown by what its traps give, and what is behind it is
  never seen, with \`showProxy\` neither; one whose traps throw is \`<Proxy>\`. An error is shown without a stack, as its stack
  is not for guests.
* What Node does with \`process.nextTick\` (a stream's events, a callback) happens in a microtask: before promises that
  settle later, and not after all of them. What is thrown there is reported to the host as an error of the guest's.
* Errors of \`Buffer\` have Node's class, and for the most part neither its \`code\` nor its text. \`buffer.atob\` throws an
  \`InvalidCharacterError\` that is no \`DOMException\`; the global one throws that.
* A warning (too many listeners, a deprecated function) goes nowhere. \`util.debuglog\` is always silent.
* \`getEventListeners\` is for emitters only.
* A timer is a number, which has no \`ref\` and \`unref\`.
* \`util.parseArgs\` reads the \`args\` it is given, and without them none. \`util.styleText\` colours only when asked to
  (\`validateStream: false\`, or a stream that is a terminal).
* Streams have no \`toWeb\` and \`fromWeb\`. Buffers given to a web stream's byte reader stay usable.
* An assertion's message tells what differs in Node's way, and not always in its very lines.
* Channels of \`diagnostics_channel\` are those of one package in one cell, and have no stores.
* \`console\` as a module is the cell's own, and has no class to make another.
`;
    await expect(text).toMatchFileSnapshot('../../../../docs/modules.md');
  },
);
