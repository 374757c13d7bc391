import MarkdownIt from 'markdown-it';
import anchor from 'markdown-it-anchor';
import deflist from 'markdown-it-deflist';
import footnote from 'markdown-it-footnote';

export default new MarkdownIt()
  .use(anchor, { permalink: anchor.permalink.headerLink() })
  .use(deflist)
  .use(footnote)
  .render('# A title\n\nTerm\n: its meaning[^1]\n\n[^1]: and a note\n');
