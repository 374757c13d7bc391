/**
 * Source maps of modules that were compiled before they came here: positions of errors lead to what someone wrote.
 *
 * A map is looked at when the first error of its module is, and never before. Trusts: nothing of it. A map says which
 * file and line to show, of the guest's own; the most that a false one does is to show another. Invariants: it is read
 * through the cell's hooks, or out of the module's own text, and from nowhere else; it is bounded; what it calls a file
 * is a name below the root, on one line.
 */
import { createRequire } from 'node:module';
import type { TraceMap } from '@jridgewell/trace-mapping';
import type { PlaceMap } from '../cell/edits.js';
import { ImportError, printable } from '../errors/index.js';
import type { CheckedHooks } from './hooks/hooks.js';
import { isRelative, normalName } from './hooks/names.js';

/** A longer map is not read: it takes some ten times its length to look at. */
const mostBytes = 16 * 1024 * 1024;

const comment = /^[ \t]*\/\/[#@] sourceMappingURL=(\S+)[ \t]*$/gmu;
const inline = /^data:application\/json(?:;charset=[\w-]+)?(;base64)?,(.*)$/su;

/** Where a text says its map is; the last word on it counts. */
export const sourceMapUrl = (text: string): string | undefined => {
  if (!text.includes('sourceMappingURL=')) return undefined;
  return [...text.matchAll(comment)].at(-1)?.[1];
};

const inlineText = (url: string): string | undefined => {
  const found = inline.exec(url);
  if (found === null) return undefined;
  const [, base64, content = ''] = found;
  if (content.length > mostBytes) return undefined;
  return base64 === undefined ? decodeURIComponent(content) : Buffer.from(content, 'base64').toString();
};

const readText = (url: string, module: string, { now }: CheckedHooks): string | undefined => {
  const path = isRelative(url) ? url : `./${url}`;
  if (now === undefined || /^[a-z][a-z\d+.-]*:|^\//iu.test(url)) return undefined;
  const name = normalName(`${module.replace(/[^/]*$/u, '')}${path}`);
  if (name === undefined) return undefined;
  const found = now.read(name, { specifier: url, importer: module });
  return found === undefined || found.bytes.length > mostBytes ? undefined : new TextDecoder().decode(found.bytes);
};

interface Tracing {
  readonly TraceMap: new (map: string) => TraceMap;
  readonly originalPositionFor: (
    map: TraceMap,
    needle: { readonly line: number; readonly column: number },
  ) => { readonly source: string | null; readonly line: number | null; readonly column: number | null };
}

const load = (): Tracing => createRequire(import.meta.url)('@jridgewell/trace-mapping') as Tracing;

/** The map, or undefined where there is none that can be read. */
const traceOf = (url: string, module: string, hooks: CheckedHooks): TraceMap | undefined => {
  try {
    const text = inlineText(url) ?? readText(url, module, hooks);
    return text === undefined ? undefined : new (load().TraceMap)(text);
  } catch (error) {
    // No map is no failure of the module: its own places serve. Nothing else than these can come of reading one.
    if (error instanceof ImportError || error instanceof Error) return undefined;
    throw error;
  }
};

const fileOf = (source: string, module: string): string | undefined => {
  const path = source.replace(/^(?:webpack|file):\/\/\/?/u, './');
  const name = /^[a-z][a-z\d+.-]*:|^\//iu.test(path)
    ? undefined
    : normalName(`${module.replace(/[^/]*$/u, '')}${path}`);
  return name === undefined || name === '' ? undefined : printable(name).replaceAll(/[()]/gu, '_');
};

/** The way from a place in a module as it runs to one in what it was compiled from, where its map tells. */
export const throughSourceMap = (
  placeMap: PlaceMap | undefined,
  url: string,
  module: string,
  hooks: CheckedHooks,
): PlaceMap => {
  let trace: { readonly map: TraceMap | undefined } | undefined;
  return (inText) => {
    const place = placeMap === undefined ? inText : placeMap(inText);
    if (place === undefined) return undefined;
    trace ??= { map: traceOf(url, module, hooks) };
    if (trace.map === undefined) return place;
    const { line, column, source } = load().originalPositionFor(trace.map, {
      line: place.line,
      column: place.column - 1,
    });
    const file = source === null ? undefined : fileOf(source, module);
    return line === null || column === null || file === undefined ? place : { line, column: column + 1, file };
  };
};
