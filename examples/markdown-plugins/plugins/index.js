/**
 * What runs in the cell: markdown-it's plugins, as they come from npm, on a markdown-it of their own.
 *
 * They take part in the parsing of a text, and some also say how what they found is written. The host asks for both.
 */
import MarkdownIt from 'markdown-it';
import anchor from 'markdown-it-anchor';
import deflist from 'markdown-it-deflist';
import footnote from 'markdown-it-footnote';

const md = new MarkdownIt().use(deflist).use(footnote).use(anchor, { permalink: anchor.permalink.headerLink() });

/** A token without its methods. */
const plain = ({ children, ...token }) => ({ ...token, children: children && children.map(plain) });

/** How many rules there are that markdown-it itself has not: the plugins wrote them. */
const own = new MarkdownIt().renderer.rules;
export const rules = () => Object.keys(md.renderer.rules).filter((name) => md.renderer.rules[name] !== own[name]);

/** A text, parsed: its tokens are data, and the plugins' rules write what is theirs of them. */
export const open = (text) => {
  const env = {};
  const tokens = md.parse(text, env).map(plain);
  return {
    tokens: () => tokens,
    write: (rule, some, index) => md.renderer.rules[rule](some, index, md.options, env, md.renderer),
  };
};
