/**
 * Code frames: the lines of a guest's source round a place in it.
 *
 * Trusts: nothing of the source (terminal.ts). What draws them is loaded when the first is drawn.
 */
import { visible } from '../terminal.js';

const longestLine = 500;
const mostText = 8 * 1024 * 1024;

/** The frame, or undefined where the place is not in the source, or nobody could read it. */
export const frameOf = async (source: string, line: number, column: number): Promise<string | undefined> => {
  if (source.length > mostText) return undefined;
  const lines = source.split(/\r\n|[\n\r\u2028\u2029]/u);
  const shown = lines.slice(Math.max(0, line - 3), line + 2);
  if (shown.length === 0 || line > lines.length || shown.some(({ length }) => length > longestLine)) return undefined;
  const { codeFrameColumns } = await import('@babel/code-frame');
  const text = visible(lines.join('\n'));
  return codeFrameColumns(text, { start: { line, column } }, { highlightCode: false, linesAbove: 2, linesBelow: 1 });
};
