/**
 * The module `node:tty`, of which a cell has the one question that libraries ask at their start.
 *
 * Invariant: the answer tells nothing of the host. A cell's streams are the host's to direct, and no terminal of its own.
 */
import { type ModuleRecord, harden } from '../lockdown/realm.js';
import { disguised } from '../names/disguise.js';

/** A record that SES runs by calling it. */
interface VirtualRecord extends ModuleRecord {
  execute(exports: Record<string, unknown>): void;
}

/** The record of `node:tty`. */
export const ttyModule = (): ModuleRecord => {
  const record: VirtualRecord = {
    imports: [],
    exports: ['default', 'isatty'],
    execute(exports) {
      const isatty = disguised(() => false, 'isatty', 1);
      exports['isatty'] = isatty;
      exports['default'] = harden({ isatty });
    },
  };
  return Object.freeze(record);
};
