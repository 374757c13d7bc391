/**
 * Where in a source a module is imported, by what the import names.
 *
 * For a line in a report and nothing else: it looks for the text of an import, in any dialect, and does not parse.
 */

/** A place, counted from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

const comment = /^\s*(?:\/\/|\/?\*)/u;

/** The place of the first `import … 'specifier'`, `export … from`, `import('specifier')` or `require('specifier')`. */
export const importPlace = (source: string, specifier: string): Place | undefined => {
  for (const [index, text] of source.split(/\r\n|[\n\r\u2028\u2029]/u).entries()) {
    if (!text.includes(specifier) || comment.test(text)) continue;
    for (const { 0: found, index: at } of text.matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*(?=['"`])/gu)) {
      const start = at + found.length;
      const quote = text.charAt(start);
      if (text.startsWith(quote + specifier + quote, start)) return { line: index + 1, column: start + 1 };
    }
  }
  return undefined;
};
