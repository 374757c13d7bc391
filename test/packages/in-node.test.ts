// The programs give in Node, unrestricted, what the catalogue says that they give in cells.
import { expect, test } from 'vitest';
import { catalogue } from './catalogue/index.js';

test.for(catalogue.filter((claim) => 'gives' in claim))('$program', async ({ program, gives }) => {
  const module = (await import(`./programs/${program}.mjs`)) as { readonly default: unknown };
  expect(module.default).toEqual(gives);
});
