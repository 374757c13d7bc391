/**
 * Records of a cell beyond a wall, for the host's logger.
 *
 * Trusts: nothing of what is told. Invariant: what the logger gets is a record of a known kind, by the cell's own name, of
 * text that was made fit for one line.
 */
import { GuestError } from '@padded-cell/bastion';
import { printable } from '../../errors/index.js';
import { untold } from '../../errors/told.js';
import type { CellRecord } from '../../logger.js';

const longest = 1000;

const line = (value: unknown): string => {
  const text = typeof value === 'string' ? value.slice(0, longest) : '';
  return (text.match(/.{1,200}/gsu) ?? []).map((part) => printable(part)).join('');
};

const maybeLine = (value: unknown): string | undefined => (value === undefined ? undefined : line(value));

/** A record as it was told; undefined for what is none. */
export const recordIn = (cell: string, told: unknown): CellRecord | undefined => {
  const data = (typeof told === 'object' && told !== null ? told : {}) as Readonly<Record<string, unknown>>;
  switch (data['kind']) {
    case 'error': {
      const error = untold(data['error'], ({ name, message, code }) => new GuestError(name, message, code));
      return { kind: 'error', cell, from: line(data['from']), error };
    }
    case 'import': {
      const { specifier, importer, module } = data;
      return { kind: 'import', cell, specifier: line(specifier), importer: maybeLine(importer), module: line(module) };
    }
    case 'access':
      return { kind: 'access', cell, what: line(data['what']) };
    case 'refusal':
      return { kind: 'refusal', cell, message: line(data['message']), policyLine: maybeLine(data['policyLine']) };
    case 'warning':
      return { kind: 'warning', cell, message: line(data['message']) };
    default:
      return undefined;
  }
};
