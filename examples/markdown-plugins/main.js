/**
 * markdown-it as a host: it writes the HTML, and its plugins, as they come from npm, run in a cell that has nothing.
 *
 * The plugins parse: what they find crosses as data, token by token. The host writes it with its own rules, and where a
 * plugin brought a rule of its own, asks the cell for that piece of HTML. So a plugin decides about the document, as
 * plugins do, and about nothing else: not files, not the network, not the host's markdown-it.
 */
import '@padded-cell/rexec/lockdown';
import { RExec } from '@padded-cell/rexec';
import MarkdownIt from 'markdown-it';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** @typedef {InstanceType<typeof MarkdownIt>} Host */
/** @typedef {import('markdown-it').Token} Token */
/** @typedef {Record<string, unknown> & { children: Data[] | null }} Data a token without its methods */
/** @typedef {{ tokens(): Data[], write(rule: string, tokens: Data[], index: number): string }} Opened a parsed text */
/** @typedef {{ rules(): string[], open(text: string): Opened }} Plugins what plugins/index.js exports */

const here = import.meta.dirname;
const fields = ['attrs', 'map', 'level', 'content', 'markup', 'info', 'meta', 'block', 'hidden'];

/** @param {Token} token @returns {Data} */
const dataOf = ({ type, tag, nesting, children, ...rest }) => ({
  type,
  tag,
  nesting,
  children: children && children.map(dataOf),
  ...Object.fromEntries(fields.map((field) => [field, /** @type {Record<string, unknown>} */ (rest)[field]])),
});

/**
 * Makes plugins in a cell those of a markdown-it of the host's.
 *
 * @param {Host} md
 * @param {Plugins} plugins
 */
const confined = (md, plugins) => {
  /** @type {WeakMap<object, Opened>} the text that is being written, by the environment that the host keeps for it */
  const texts = new WeakMap();
  md.core.ruler.enableOnly([]);
  md.core.ruler.push('confined', (state) => {
    /** @param {Data} data @returns {Token} */
    const tokenOf = ({ type, tag, nesting, children, ...rest }) => {
      const token = new state.Token(String(type), String(tag), /** @type {-1 | 0 | 1} */ (Number(nesting)));
      for (const field of fields) Object.assign(token, { [field]: rest[field] });
      return Object.assign(token, { children: children && children.map(tokenOf) });
    };
    const text = plugins.open(state.src);
    texts.set(state.env, text);
    state.tokens = text.tokens().map(tokenOf);
  });
  for (const rule of plugins.rules()) {
    md.renderer.rules[rule] = (tokens, index, _, env = {}) =>
      String(texts.get(env)?.write(rule, tokens.map(dataOf), index));
  }
};

/** The packages are read where pnpm keeps them. There is no other line in this policy: no module of the host, no file. */
const rex = new RExec({
  name: 'plugins',
  okPath: ['plugins', 'node_modules', '../../node_modules/.pnpm'].map((each) => path.join(here, each)),
  okFileTypes: ['cjs', 'esm', 'json'],
});
const plugins = /** @type {Plugins} */ (/** @type {unknown} */ (await rex.rImport('./index.js')));
const md = new MarkdownIt().use(confined, plugins);
// The host's own rule, beside those of the plugins: it has the last word on what they give it to write.
for (const rule of ['html_block', 'html_inline']) {
  md.renderer.rules[rule] = (tokens, index) => md.utils.escapeHtml(tokens[index]?.content ?? '');
}

const files = process.argv.slice(2);
for (const file of files.length > 0 ? files : [path.join(here, 'documents/cells.md')]) {
  process.stdout.write(md.render(await readFile(file, 'utf8')));
}
rex.end();
