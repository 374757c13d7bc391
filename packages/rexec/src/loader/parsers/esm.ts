/**
 * ES modules: from a file's text to what a Compartment links and runs.
 *
 * `@endo/module-source` brings Babel, which takes a quarter of a second to load: only a cell that imports pays for it.
 */
import type { SourceMapInput, TraceMap } from '@jridgewell/trace-mapping';
import { applyEdits, placeMapOf, type PlaceMap } from '../../cell/edits.js';
import { evasions, isSuspicious } from '../../cell/evade.js';
import { type Place, SourceError, parse, placesIn } from '../../cell/parse.js';
import { scopeOf } from '../../cell/scope.js';

/** A module, parsed. */
export interface ModuleRecord {
  /** The specifiers of its static imports. */
  readonly imports: readonly string[];
  readonly exports: readonly string[];
}

/** A parsed module, and the way from a place in its text as it runs to one in its source. */
export interface ParsedModule {
  readonly source: ModuleRecord;
  readonly placeMap: PlaceMap;
}

const load = async (): Promise<{
  ModuleSource: new (source: string, options: object) => ModuleRecord;
  TraceMap: new (map: SourceMapInput) => TraceMap;
  originalPositionFor: (map: TraceMap, needle: Place) => { line: number | null; column: number | null };
}> => {
  const [{ ModuleSource }, { TraceMap: Trace, originalPositionFor }] = await Promise.all([
    import('@endo/module-source'),
    import('@jridgewell/trace-mapping'),
  ]);
  return { ModuleSource, TraceMap: Trace, originalPositionFor };
};

/** The text with what the censor would stumble over written otherwise. */
const evaded = (text: string): { text: string; back: PlaceMap | undefined } => {
  const suspicious = isSuspicious(text);
  const parsed = parse(text, { module: true, tokens: suspicious });
  const place = placesIn(text);
  // For the refusal of a direct eval, with its place.
  if (/\beval\b/u.test(text)) scopeOf(parsed.ast, text, place, true);
  if (!suspicious) return { text, back: undefined };
  const edits = evasions(text, parsed, 0, place);
  return { text: applyEdits(text, edits), back: placeMapOf(text, edits) };
};

/**
 * Parses a module.
 *
 * @param label - the `sourceURL` it runs under.
 * @throws SourceError where it is no module, with the place.
 */
export const parseModule = async (text: string, label: string): Promise<ParsedModule> => {
  const { ModuleSource, TraceMap: Trace, originalPositionFor } = await load();
  const { text: passing, back } = evaded(text);
  let map: string | undefined;
  let source: ModuleRecord;
  try {
    // The first line of what runs has the loader's own text before the module's: an empty one keeps columns apart.
    source = new ModuleSource(`\n${passing}`, {
      sourceUrl: label,
      sourceMapUrl: label,
      sourceMapHook: (generated: string) => {
        map = generated;
      },
    });
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^Error transforming source in "[^"]*": /u, '') : '';
    throw new SourceError(`the module cannot be read: ${why.split('\n')[0] ?? ''}`);
  }
  let trace: TraceMap | undefined;
  const end = placesIn(text)(text.length);
  const placeMap: PlaceMap = (inText) => {
    if (map === undefined) return inText;
    trace ??= new Trace(map);
    const found = originalPositionFor(trace, { line: inText.line + 1, column: inText.column - 1 });
    const passed =
      found.line === null || found.column === null ? inText : { line: found.line - 1, column: found.column + 1 };
    const place = back === undefined ? passed : back(passed);
    // The loader's own text follows the module's.
    const isBeyond =
      place === undefined || place.line > end.line || (place.line === end.line && place.column > end.column);
    return isBeyond ? undefined : place;
  };
  return { source, placeMap };
};
