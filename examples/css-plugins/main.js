/**
 * PostCSS as a host: it reads and writes the stylesheet, and other people's plugins run in a cell.
 *
 * The cell is one plugin among the host's: it gets the tree as data, and what comes back is data, whatever the plugins
 * made of it; the host's PostCSS makes a tree of it again. A plugin of the host's own comes after it and has the last word.
 */
import '@padded-cell/rexec/lockdown';
import { RExec } from '@padded-cell/rexec';
import postcss from 'postcss';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** @typedef {{ json: unknown, warnings: { plugin: string, text: string }[] }} Transformed */
/** @typedef {{ transform(json: string): Promise<Transformed> }} Plugins what plugins/index.js exports */

const here = import.meta.dirname;

/** Random numbers, which PostCSS names sources with, come from a seed. The packages are read where pnpm keeps them. */
const rex = new RExec({
  name: 'plugins',
  okPath: ['plugins', 'node_modules', '../../node_modules/.pnpm'].map((each) => path.join(here, each)),
  okFileTypes: ['cjs', 'esm', 'json'],
  okBuiltinModules: ['node:util'],
  packages: { 'util-deprecate': { okBuiltinModules: ['node:util'] } },
  random: { seed: 'css' },
});
const plugins = /** @type {Plugins} */ (/** @type {unknown} */ (await rex.rImport('./index.js')));

/** A tree that a guest has made: what it may not have is a prototype. @param {string} json */
const treeOf = (json) => postcss.fromJSON(JSON.parse(json, (key, value) => (key === '__proto__' ? undefined : value)));

/** @type {postcss.Plugin} */
const confined = {
  postcssPlugin: 'confined',
  async Once(root, { result }) {
    const { json, warnings } = await plugins.transform(JSON.stringify(root));
    const tree = treeOf(String(json));
    if (!(tree instanceof postcss.Root)) throw new TypeError('the plugins gave no stylesheet');
    root.removeAll();
    root.append(tree.nodes);
    for (const { plugin, text } of warnings) root.warn(result, `[${plugin}] ${text}`);
  },
};

/** @type {postcss.Plugin} */
const nothingFromElsewhere = {
  postcssPlugin: 'nothing-from-elsewhere',
  OnceExit(root, { result }) {
    root.walkDecls(/./u, (declaration) => {
      if (!/url\(\s*['"]?(?:[a-z][a-z\d+.-]*:)?\/\//iu.test(declaration.value)) return;
      declaration.warn(result, `removed ${declaration.value}`);
      declaration.remove();
    });
  },
};

const files = process.argv.slice(2);
for (const file of files.length > 0 ? files : [path.join(here, 'styles/site.css')]) {
  const css = await readFile(file, 'utf8');
  const result = await postcss([confined, nothingFromElsewhere]).process(css, {
    from: path.basename(file),
    map: false,
  });
  console.log(result.css);
  for (const { plugin, text } of result.warnings()) console.error(`${plugin}: ${text}`);
}
rex.end();
