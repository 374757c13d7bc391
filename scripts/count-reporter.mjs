// A vitest reporter whose only line counts the tests. It prints as the process exits, so that nothing comes after it.
import { writeSync } from 'node:fs';

/** @import { Reporter } from 'vitest/reporters' */

/** @implements {Reporter} */
export default class CountReporter {
  /** @type {NonNullable<Reporter['onTestRunEnd']>} */
  onTestRunEnd(modules) {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state]++;
      // A file that fails before it has any test would otherwise go uncounted.
      if (module.state() === 'failed' && [...module.children.allTests('failed')].length === 0) count.failed++;
    }
    const { passed, failed, skipped, pending } = count;
    process.once('exit', () => {
      writeSync(1, `Tests: ${passed} passed, ${failed} failed, ${skipped + pending} skipped\n`);
    });
  }
}
