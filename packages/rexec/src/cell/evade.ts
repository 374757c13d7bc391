/**
 * Text that SES's censor would refuse although it is harmless, written so that it passes: `import(`, `<!--` and `-->`
 * in comments, strings, templates and regular expressions, `n-->0`, and methods named `import`.
 *
 * `@endo/evasive-transform` does this by Babel, which takes a quarter of a second to load and moves columns. Here it
 * is done on the tokens that were read anyway. Trusts: nothing rests on it; the censor still reads what comes out.
 */
import type { Comment, Node, Program, Token } from 'acorn';
import { full } from 'acorn-walk';
import type { Edit } from './edits.js';
import { type Parsed, type Place, SourceError } from './parse.js';

/** What SES's censor looks for. */
const censored = /\bimport\s*(?:\(|\/[/*])|<!--|-->/gu;

/** Whether a text has anything that the censor could stumble over; most have not. */
export const isSuspicious = (source: string): boolean => source.search(censored) !== -1;

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The last span that starts at or before an offset, where it covers it. */
const covering = <S extends Span>(spans: readonly S[], offset: number): S | undefined => {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as S).start <= offset) low = middle + 1;
    else high = middle;
  }
  const span = spans[low - 1];
  return span !== undefined && offset < span.end ? span : undefined;
};

interface Syntax extends Node {
  readonly quasi?: Node;
}

/** Where `import` is the keyword, and which templates a tag function reads raw. */
const keywordsAndTagged = (ast: Program): { keywords: ReadonlySet<number>; tagged: readonly Span[] } => {
  const keywords = new Set<number>();
  const tagged: Span[] = [];
  full(ast, (each) => {
    const node = each as Syntax;
    if (node.type === 'ImportExpression' || node.type === 'ImportDeclaration' || node.type === 'MetaProperty') {
      keywords.add(node.start);
    } else if (node.type === 'TaggedTemplateExpression' && node.quasi !== undefined) tagged.push(node.quasi);
  });
  return { keywords, tagged };
};

/** The same text of a comment, as long, without what the censor looks for. */
const inComment = (found: string): Edit['text'] =>
  found.startsWith('import') ? `I${found.slice(1)}` : `${found.slice(0, -1)}~`;

/** The same characters in a string, template or regular expression, one of them as an escape that means the same in each. */
const inLiteral = (found: string): Edit['text'] => {
  if (found.startsWith('import')) return `i\\x6d${found.slice(2)}`;
  return found === '<!--' ? '<!-\\x2d' : '--\\x3e';
};

const literalTokens = new Set(['string', 'template', 'invalidTemplate', 'regexp']);

const editOf = (
  start: number,
  found: string,
  {
    comment,
    token,
    isKeyword,
    at,
  }: { comment: Comment | undefined; token: Token | undefined; isKeyword: boolean; at: number },
): Edit | 'html comment' | undefined => {
  const edit = (text: string): Edit => ({ start, length: found.length, text });
  if (comment !== undefined) return comment.start === at ? 'html comment' : edit(inComment(found));
  if (token !== undefined && literalTokens.has(token.type.label)) return edit(inLiteral(found));
  if (found === '-->') return edit('-- >');
  if (found === '<!--') return edit('< !--');
  // A property or private name; the keyword is the module's, or has been replaced.
  return isKeyword ? undefined : edit(`\\u0069${found.slice(1)}`);
};

/**
 * The edits that let a text pass, with offsets of the text.
 *
 * @param shift - how far the offsets of tokens and tree are from those of the text.
 * @throws SourceError for what cannot be written another way: an HTML-like comment, or such text under a template tag.
 */
export const evasions = (
  source: string,
  { ast, tokens, comments }: Parsed,
  shift: number,
  placeOf: (offset: number) => Place,
): Edit[] => {
  const { keywords, tagged } = keywordsAndTagged(ast);
  const edits: Edit[] = [];
  for (const { 0: found, index } of source.matchAll(censored)) {
    const at = index + shift;
    const token = covering(tokens, at);
    const edit = editOf(index, found, { comment: covering(comments, at), token, isKeyword: keywords.has(at), at });
    if (edit === 'html comment') {
      throw new SourceError('a cell does not read HTML-like comments; write // instead', placeOf(at));
    }
    if (token?.type.label === 'template' && tagged.some((span) => span.start <= at && at < span.end)) {
      throw new SourceError(
        `the text ${JSON.stringify(found)} cannot stand in a tagged template here; put it in with \${'…'}`,
        placeOf(at),
      );
    }
    if (edit !== undefined) edits.push(edit);
  }
  return edits;
};
