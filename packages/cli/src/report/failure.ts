/**
 * What ended a guest, for the user: where, what, the lines of its source, and the flag that would have granted it.
 *
 * Trusts: nothing of what the guest threw, which has become an error of the host's by then. Invariant: no frame, file
 * or path of the host's is shown.
 */
import { GuestError, type GuestPosition } from '@padded-cell/bastion';
import { ImportError, IOError } from '@padded-cell/rexec';
import { flagFor } from '../policy/flags.js';
import { visible } from '../terminal.js';
import { frameOf } from './frame.js';
import { importPlace } from './import-place.js';
import type { Sources } from './sources.js';

const mostFrames = 8;
const mostCollected = 5;

/** What there is to tell. */
interface Failure {
  /** `TypeError: …` */
  readonly what: string;
  /** Where the guest was, innermost first. */
  readonly positions: readonly GuestPosition[];
  /** The errors that it collected, as `Promise.any` does. */
  readonly collected?: readonly Error[] | undefined;
  /** What would have prevented it. */
  readonly way?: string | undefined;
}

const at = (file: string, { line, column }: GuestPosition): string => `${visible(file)}:${line}:${column}`;

/** The flag for the line that an error of ours names; what a guest made up is not asked for a way out. */
const wayOut = (error: Error): string | undefined => {
  const { policyLine } = error as { readonly policyLine?: unknown };
  if (typeof policyLine !== 'string') return undefined;
  const flag = flagFor(/^\w+/u.exec(policyLine)?.[0] ?? '');
  return flag === undefined ? undefined : `to grant it: ${flag} …, or that line in a --policy file`;
};

/** Where a module was imported that could not be. */
const positionsOfImport = ({ importer, specifier }: ImportError, sources: Sources): readonly GuestPosition[] => {
  const source = importer === undefined ? undefined : sources.textOf(importer);
  const place = source === undefined ? undefined : importPlace(source, specifier);
  return importer === undefined || place === undefined ? [] : [{ function: undefined, file: importer, ...place }];
};

const positionsOf = (error: unknown, sources: Sources): readonly GuestPosition[] => {
  if (error instanceof ImportError) return positionsOfImport(error, sources);
  return error instanceof GuestError || error instanceof IOError ? error.positions : [];
};

/** A message that the guest chose: its further lines are told from those of the command. */
const inLines = (message: string): string => visible(message).replaceAll('\n', '\n  | ');

/** `message (file:1:2)`: a fault of a source says its place, which is shown before it. */
const withoutPlace = (message: string, place: string): string => {
  const end = ` (${place})`;
  return message.endsWith(end) ? message.slice(0, -end.length) : message;
};

const textOf = async ({ what, positions, collected = [], way }: Failure, sources: Sources): Promise<string> => {
  const [first] = positions;
  const lines: string[] = [];
  if (first === undefined) {
    lines.push(inLines(what));
  } else {
    const told = withoutPlace(what, at(first.file, first));
    lines.push(`${at(sources.nameFor(first.file), first)}: ${inLines(told)}`);
    const source = sources.textOf(first.file);
    const frame = source === undefined ? undefined : await frameOf(source, first.line, first.column);
    if (frame !== undefined) lines.push('', frame, '');
  }
  for (const each of positions.length < 2 ? [] : positions.slice(0, mostFrames)) {
    const called = each.function === undefined ? '' : `${visible(each.function)} `;
    lines.push(`    at ${called}(${at(sources.nameFor(each.file), each)})`);
  }
  if (positions.length > mostFrames) lines.push(`    … and ${positions.length - mostFrames} more`);
  for (const { name, message } of collected.slice(0, mostCollected)) {
    lines.push(`  of these: ${inLines(`${name}: ${message}`)}`);
  }
  if (collected.length > mostCollected) lines.push(`  … and ${collected.length - mostCollected} more`);
  if (way !== undefined) lines.push(`  ${way}`);
  return `${lines.join('\n')}\n`;
};

/** The text for what a call into a cell failed with. */
export const failureText = async (error: unknown, sources: Sources): Promise<string> => {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const way = error instanceof Error ? wayOut(error) : undefined;
  const collected = error instanceof GuestError ? error.errors : undefined;
  return await textOf({ what: `${name}: ${message}`, positions: positionsOf(error, sources), collected, way }, sources);
};

/**
 * The text for a promise that was rejected and that nobody handled.
 *
 * @param reason - what it was rejected with, as lockdown tells it.
 */
export const rejectionText = async (
  reason: string,
  positions: readonly GuestPosition[],
  sources: Sources,
): Promise<string> =>
  await textOf({ what: reason, positions, way: 'a promise was rejected with this, and nobody handled it' }, sources);
