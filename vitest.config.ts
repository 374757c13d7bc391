import { defineConfig } from 'vitest/config';

const lockdownTests = '{test,packages/*/test}/**/*.lockdown.test.ts';
const longTests = '{test,packages/*/test}/**/*.long.test.ts';
const installed = '**/node_modules/**';

export default defineConfig({
  resolve: {
    // Tests import the packages by name and get their sources, so that coverage and positions are those of src.
    alias: [
      { find: /^@padded-cell\/([^/]+)$/, replacement: `${import.meta.dirname}/packages/$1/src/index.ts` },
      { find: /^@padded-cell\/([^/]+)\/(.+)$/, replacement: `${import.meta.dirname}/packages/$1/src/$2/index.ts` },
    ],
  },
  test: {
    pool: 'threads',
    // A process that a test starts may have to wait for a busy machine.
    testTimeout: 30_000,
    reporters: ['default', './scripts/count-reporter.mjs'],
    coverage: { include: ['packages/*/src/**'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{test,packages/*/test}/**/*.test.ts'],
          exclude: [lockdownTests, longTests, installed],
          setupFiles: ['test/setup/properties.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'lockdown',
          include: [lockdownTests],
          exclude: [longTests, installed],
          setupFiles: ['test/setup/properties.ts', 'test/setup/lockdown.ts'],
          sequence: { setupFiles: 'list' },
        },
      },
      {
        extends: true,
        test: {
          name: 'long',
          include: [longTests],
          exclude: [installed],
          setupFiles: ['test/setup/properties.ts'],
          env: { PADDED_CELL_RUNS: process.env['PADDED_CELL_RUNS'] ?? '10000' },
          testTimeout: 600_000,
        },
      },
    ],
  },
});
