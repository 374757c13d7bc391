/**
 * The trace of `-v`: a line for each thing that a cell tells its host while it runs.
 *
 * Invariant: each is one line, and fit for a terminal; what the guest writes itself has the cell's name before it.
 */
import type { TraceRecord } from '@padded-cell/rexec';
import { visible } from '../terminal.js';

const textOf = (record: TraceRecord): string => {
  switch (record.kind) {
    case 'import': {
      const { specifier, importer, module } = record;
      // A module that the host made has a name that tells it from every other; -t gave it a shorter one.
      const found = module.replace(/^made:\d+:/u, "the host's ");
      return importer === undefined ? `import ${found}` : `import '${specifier}' in ${importer}: ${found}`;
    }
    case 'access':
      return `access ${record.what}`;
    case 'refusal':
      return `refused ${record.message}`;
    default:
      return `warning: ${record.message}`;
  }
};

/** What a module of the host is made of in turn is no doing of the guest's. */
const isOfHost = (record: TraceRecord): boolean =>
  record.kind === 'import' && record.importer?.startsWith('node:') === true;

/** A record in one line, to be written; '' for what tells nobody anything. */
export const traceOf = (record: TraceRecord): string =>
  isOfHost(record) ? '' : `rexec: ${visible(textOf(record)).replaceAll('\n', ' ')}\n`;
