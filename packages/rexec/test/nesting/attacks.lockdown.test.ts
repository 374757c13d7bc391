// A guest that makes cells asks in every way for more than it has.
import { describe, expect, test } from 'vitest';
import { attacks } from './attacks.js';
import { inGuest } from './guest.js';

describe('no way of asking gives more than is held', () => {
  test.each(attacks)('%s', async (_, text, expected) => {
    const result = await inGuest(text);
    expect(JSON.stringify(result)).not.toContain('the secret');
    expect(result).toEqual(expected);
  });

  test('and what is held can be given on', async () => {
    expect(await inGuest("result = (await new RExec({ okPath: ['./inner'] }).rImport('./deep.js')).word;")).toBe(
      'deep',
    );
    expect(await inGuest("result = (await new RExec({ okPath: ['plugins'] }).rImport('./open.js')).word;")).toBe(
      'open',
    );
  });

  test('hooks of its own supply text for names', async () => {
    const text = `
      const files = { 'a.js': "export { word } from './b.js';", 'b.js': 'export const word = "made up";' };
      const inner = new RExec({ hooks: { read: (name) => files[name] } });
      result = (await inner.rImport('./a.js')).word;
    `;
    expect(await inGuest(text)).toBe('made up');
  });

  test('an override of rImport says what the import() of a program gives: a module of that cell', async () => {
    const text = `
      class Mapped extends RExec {
        static okPath = ['./'];
        async rImport(specifier) { return await super.rImport(specifier.replace('virtual:', './')); }
      }
      const inner = new Mapped();
      await inner.rExecAsync('var word = (await import("virtual:open.js")).word');
      result = inner.rEval('word');
    `;
    expect(await inGuest(text)).toBe('open');
  });

  test('clipped, what is asked for beyond is left out', async () => {
    const text = `
      const inner = new RExec({ okPath: ['./inner'], okBuiltinModules: ['node:path'] });
      const less = inner.nest({ okPath: ['./'], okBuiltinModules: ['node:path', 'node:url'] }, { clip: true });
      result = [less.policy.okPath, less.policy.okBuiltinModules];
    `;
    expect(await inGuest(text)).toEqual([['plugins/inner'], ['node:path']]);
  });
});
