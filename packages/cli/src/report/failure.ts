/**
 * What ended a guest, for the user: where, what, the lines of its source, and the flag that would have granted it.
 *
 * Trusts: nothing of what the guest threw, which has become an error of the host's by then. Invariant: no frame, file
 * or path of the host's is shown.
 */
import { GuestError, type GuestPosition } from '@padded-cell/bastion';
import { flagFor } from '../policy/flags.js';
import { visible } from '../terminal.js';
import { frameOf } from './frame.js';
import type { Sources } from './sources.js';

const mostFrames = 8;

interface Told {
  readonly name: string;
  readonly message: string;
}

const placeOf = ({ file, line, column }: GuestPosition): string => `${visible(file)}:${line}:${column}`;

/** `message (file:1:2)`: a fault of a source says its place, which is shown before it. */
const withoutPlace = (message: string, place: string): string => {
  const at = ` (${place})`;
  return message.endsWith(at) ? message.slice(0, -at.length) : message;
};

/** The flag for the line that an error of ours names; what a guest made up is not asked for a way out. */
const wayOut = (error: Error): string => {
  const { policyLine } = error as { readonly policyLine?: unknown };
  if (typeof policyLine !== 'string') return '';
  const flag = flagFor(/^\w+/u.exec(policyLine)?.[0] ?? '');
  return flag === undefined ? '' : `\n  to grant it: ${flag} …, or that line in a --policy file`;
};

const toldOf = (error: unknown): Told =>
  error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: String(error) };

/** The text for what a call into a cell failed with. */
export const failureText = async (error: unknown, sources: Sources): Promise<string> => {
  const { name, message } = toldOf(error);
  const positions = error instanceof GuestError ? error.positions : [];
  const [first, ...others] = positions;
  if (first === undefined)
    return `${visible(name)}: ${visible(message)}${error instanceof Error ? wayOut(error) : ''}\n`;
  const place = placeOf(first);
  const lines = [`${place}: ${visible(name)}: ${visible(withoutPlace(message, place))}`];
  const source = sources.textOf(first.file);
  const frame = source === undefined ? undefined : await frameOf(source, first.line, first.column);
  if (frame !== undefined) lines.push('', frame, '');
  for (const each of others.length === 0 ? [] : positions.slice(0, mostFrames)) {
    const called = each.function === undefined ? '' : `${visible(each.function)} `;
    lines.push(`    at ${called}(${placeOf(each)})`);
  }
  if (positions.length > mostFrames) lines.push(`    … and ${positions.length - mostFrames} more`);
  return `${lines.join('\n')}\n`;
};
