/**
 * What is typed at a console: the part of it that has a value, and whether it has come to its end.
 *
 * After Python's `compile(source, name, 'single')`. Trusts: acorn, for the meaning of a text only, as parse.ts does.
 */
import type { Program } from 'acorn';
import type { Edit } from './edits.js';
import { type Parsed, type Place, SourceError, parse } from './parse.js';

/** A text that begins as a block does, read as the object it is more likely to be; undefined where it is none. */
export const readLiteral = (source: string, tokens: boolean): Parsed | undefined => {
  if (!source.trimStart().startsWith('{')) return undefined;
  try {
    const parsed = parse(`(${source}\n)`, { tokens, await: true });
    return parsed.ast.body.length === 2 ? parsed : undefined;
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
};

/** The edits that have a program give the value of its last statement, where that is an expression: in an array. */
export const resultEdits = (source: string, ast: Program, shift: number): Edit[] => {
  const last = ast.body.at(-1);
  // The first statement is the directive that the text was read with.
  if (last?.type !== 'ExpressionStatement' || ast.body.length < 2) return [];
  const start = Math.max(0, last.start - shift);
  // An object was read in parentheses that are not in the source.
  const end = last.end - shift > source.length ? last.expression.end - shift : last.end - shift;
  return [
    // In an array: what an async function returns is otherwise waited for.
    { start, length: 0, text: 'return[(' },
    { start: source[end - 1] === ';' ? end - 1 : end, length: 0, text: ')]' },
  ];
};

const endsInBackslash = /\\(?:\r\n?|[\n\u2028\u2029])?$/u;

const restFrom = (source: string, { line, column }: Place): string => {
  const lines = source.split(/\r\n|[\n\r\u2028\u2029]/u).slice(line - 1);
  return [lines[0]?.slice(column - 1), ...lines.slice(1)].join('').trim();
};

/** Whether a text that is no program could become one by more lines. */
export const isUnfinished = (source: string, { message, place }: SourceError): boolean => {
  if (/^Unterminated (?:template|comment)/u.test(message)) return true;
  if (message.startsWith('Unterminated string')) return endsInBackslash.test(source);
  return place !== undefined && message.startsWith('Unexpected token') && restFrom(source, place) === '';
};
