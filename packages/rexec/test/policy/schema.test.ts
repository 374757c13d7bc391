/** The published JSON Schema: up to date, valid, and of one mind with policyOf. */
import { policyOf, policySchema } from '@padded-cell/rexec/policy';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { input, numRuns, policy, textOf } from './arbitrary.js';
import { problemsOf } from './problems.js';

const accepts = new Ajv({ strict: true, allErrors: false }).compile(policySchema);

test('the file in the package is what the vocabulary gives (`vitest -u` writes it)', async () => {
  await expect(`${JSON.stringify(policySchema, undefined, 2)}\n`).toMatchFileSnapshot('../../policy.schema.json');
});

test('what policyOf accepts, the schema accepts', () => {
  fc.assert(
    fc.property(input, (lines) => {
      const json: unknown = JSON.parse(JSON.stringify(lines));
      if (!accepts(json)) throw new Error(JSON.stringify(accepts.errors));
    }),
    { numRuns },
  );
});

test('what policyOf makes, the schema accepts', () => {
  fc.assert(
    fc.property(policy, (made) => {
      if (!accepts(JSON.parse(textOf(made)))) throw new Error(JSON.stringify(accepts.errors));
    }),
    { numRuns },
  );
});

test.each([
  [{ okPaht: [] }],
  [{ okBuiltinModules: ['node:urll'] }],
  [{ okBuiltinModules: 'node:url' }],
  [{ okHosts: ['https://example.com'] }],
  [{ okHosts: ['example.com/x'] }],
  [{ okHosts: ['example.com:*'] }],
  [{ okHosts: ['::1'] }],
  [{ okPath: [''] }],
  [{ endowments: ['let'] }],
  [{ endowments: ['my-name'] }],
  [{ okEnvNames: ['LC_*'] }],
  [{ limits: { cpums: 1 } }],
  [{ limits: { cpuMs: -1 } }],
  [{ limits: { cpuMs: 1.5 } }],
  [{ limits: { cpuMs: 'many' } }],
  [{ clock: 'fixed' }],
  [{ clock: { fixed: 0, speed: 1 } }],
  [{ packages: { '../x': {} } }],
  [{ packages: { marked: { limits: {} } } }],
  [[]],
])('both refuse %j', (lines) => {
  expect(problemsOf(lines)).not.toEqual([]);
  expect(accepts(lines)).toBe(false);
});

test('the schema says what every line is for', () => {
  const { properties } = policySchema as { properties: Record<string, { description?: string }> };
  for (const name of Object.keys(policyOf({}))) expect(properties[name]?.description?.length).toBeGreaterThan(30);
});
