/** What the project sets out to reach on Node 20. A miss is reported and fails nothing: machines differ. */

const imports = ['ES module', 'CommonJS'].map((format) => `import a package of 1 MB, ${format}`);

/** @type {readonly import('../report.mjs').Reach[]} */
export const reach = imports.map((work) => ({
  process: 'imports',
  work,
  subject: 'a later cell',
  versus: 'the first cell',
  timesFaster: 8,
}));
