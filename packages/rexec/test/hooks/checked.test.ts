// Whoever wrote the hooks, the loader gets what it should, or an ImportError: nothing that they give is taken on trust.
import { ImportError, type RHooks } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';
import { checkedHooks } from '../../src/loader/hooks/checked.js';

const asked = { specifier: './asked.js', importer: 'lib/importer.js' };
const giving = (value: unknown): RHooks => ({ read: () => value as string, readNow: () => value as string });

const refusalOf = async (act: () => unknown): Promise<ImportError> => {
  try {
    await act();
  } catch (error) {
    expect(error).toBeInstanceOf(ImportError);
    return error as ImportError;
  }
  throw new Error('it was taken');
};

describe('what hooks give as content is refused', () => {
  test.each([
    ['null', null],
    ['a number', 5],
    ['a boolean', false],
    ['an object without bytes', {}],
    ['an array of bytes', [1, 2]],
    ['a Proxy of bytes', new Proxy(new Uint8Array(2), {})],
    ['an object that looks like bytes', { __proto__: Uint8Array.prototype, length: 3 }],
    ['another typed array', new Uint16Array(2)],
    ['an unknown file type', { bytes: 'x', type: 'exe' }],
    ['a file type from the prototype', { bytes: 'x', type: 'toString' }],
    ['a name that is a module of the host', { bytes: 'x', name: 'node:fs' }],
    ['a name in capitals of the host', { bytes: 'x', name: 'NODE:fs' }],
    ['an empty name', { bytes: 'x', name: '' }],
    ['a name with NUL', { bytes: 'x', name: 'a\0b' }],
    ['a name with half a character', { bytes: 'x', name: 'a\uD800' }],
    ['a name that is no string', { bytes: 'x', name: { toString: (): string => 'a.js' } }],
  ])('%s', async (_, value) => {
    const hooks = checkedHooks(giving(value));
    for (const act of [async () => hooks.read('a.js', asked), () => hooks.now?.read('a.js', asked)]) {
      // oxlint-disable-next-line no-await-in-loop
      const error = await refusalOf(act);
      expect(error).toMatchObject({
        ...asked,
        message: expect.stringContaining('the hooks of this cell are at fault') as string,
      });
    }
  });

  test('more bytes than the most, as text, as UTF-8 of fewer characters, as bytes', async () => {
    for (const value of ['x'.repeat(11), 'é'.repeat(6), new Uint8Array(11)]) {
      const hooks = checkedHooks(giving(value), { maxBytes: 10 });
      // oxlint-disable-next-line no-await-in-loop
      expect((await refusalOf(async () => hooks.read('a.js'))).message).toContain('more than 10 bytes');
    }
    expect((await checkedHooks(giving('é'.repeat(5)), { maxBytes: 10 }).read('a.js'))?.bytes).toHaveLength(10);
  });

  test('a promise where there is no time to wait', async () => {
    const hooks = checkedHooks(giving(Promise.resolve('export {}')));
    expect((await hooks.read('a.js'))?.bytes).toHaveLength(9);
    await refusalOf(() => hooks.now?.read('a.js'));
  });
});

test('bytes are a copy, so that what was checked is what is used', async () => {
  const held = new Uint8Array([1, 2, 3]);
  class Odd extends Uint8Array {
    override get byteLength(): number {
      return 0;
    }
    static get [Symbol.species](): never {
      throw new Error('the species was asked');
    }
  }
  const read = await checkedHooks(giving(held)).read('a.js');
  held[0] = 9;
  expect([...(read?.bytes ?? [])]).toEqual([1, 2, 3]);
  const odd = await checkedHooks(giving(new Odd([7, 8])), { maxBytes: 2 }).read('a.js');
  expect(Object.getPrototypeOf(odd?.bytes)).toBe(Uint8Array.prototype);
  await refusalOf(async () => checkedHooks(giving(new Odd([7, 8, 9])), { maxBytes: 2 }).read('a.js'));
});

describe('names are refused', () => {
  test.each([
    ['no array', 'a.js'],
    ['a hole', [, 'a.js']], // oxlint-disable-line no-sparse-arrays
    ['a module of the host', ['node:child_process']],
    ['a data: URL', ['data:text/javascript,1']],
    ['too many', Array.from({ length: 33 }, (_, index) => `${index}.js`)],
    ['too long', ['x'.repeat(5000)]],
    [
      'an array whose length is no number',
      new Proxy(['a.js'], { get: (target, key) => (key === 'length' ? '1' : (Reflect.get(target, key) as unknown)) }),
    ],
  ])('%s', async (_, names) => {
    const hooks = checkedHooks({ read: () => undefined, resolve: () => names as string[] });
    expect(await refusalOf(() => hooks.resolve('./asked.js', 'lib/importer.js'))).toMatchObject(asked);
  });

  test('as canonical ones, too', async () => {
    const hooks = checkedHooks({ read: () => undefined, canonical: () => 'node:fs' });
    expect((await refusalOf(async () => hooks.canonical('a.js'))).message).toContain('a module of the host');
  });
});

describe('what hooks throw', () => {
  test.each([
    ['an Error', new Error('the disk is\u001b[31m full'), 'the disk is\\u{1b}[31m full'],
    ['nothing', undefined, 'no message'],
    ['a string', 'secret', 'no message'],
    [
      'an object with a getter',
      {
        get message() {
          throw new Error('it ran');
        },
      },
      'no message',
    ],
    [
      'a Proxy',
      new Proxy(new ImportError({ specifier: 'x', why: 'x' }), {
        get: () => {
          throw new Error('a trap ran');
        },
        getPrototypeOf: () => {
          throw new Error('a trap ran');
        },
      }),
      'no message',
    ],
  ])('is an ImportError: %s', async (_, thrown, text) => {
    const hooks = checkedHooks({
      read: () => {
        throw thrown as Error;
      },
    });
    const error = await refusalOf(async () => hooks.read('a.js', asked));
    expect(error).toMatchObject({ ...asked, code: 'ERR_IMPORT' });
    expect(error.message).toContain(`the hooks of this cell failed: ${text}`);
  });

  test('keeps its reason and its policy line, with who asked', async () => {
    const hooks = checkedHooks({
      read: () => {
        throw new ImportError({ specifier: 'a.js', why: 'it is Sunday', policyLine: 'okDays' });
      },
    });
    expect(await refusalOf(async () => hooks.read('a.js', asked))).toMatchObject({
      ...asked,
      why: 'it is Sunday',
      policyLine: 'okDays',
    });
  });
});

test('methods are taken once, with the object they are of', async () => {
  class Mine implements RHooks {
    readonly #text = 'mine';
    read(): string {
      return this.#text;
    }
  }
  const mine = new Mine();
  const hooks = checkedHooks(mine);
  Object.assign(mine, { read: () => 'another' });
  expect(Buffer.from((await hooks.read('a.js'))?.bytes ?? []).toString()).toBe('mine');
});

test('read is all that hooks need', async () => {
  const hooks = checkedHooks({ read: (name) => (name === 'lib/a.js' ? 'export {}' : undefined) });
  expect(hooks.resolve('./a.js', 'lib/b.js')).toEqual(['lib/a.js']);
  expect(hooks.resolve('bare', 'lib/b.js')).toEqual([]);
  expect(await hooks.exists('lib/a.js')).toBe('file');
  expect(await hooks.exists('lib')).toBeUndefined();
  expect(await hooks.canonical('lib/a.js')).toBe('lib/a.js');
  expect(hooks.now).toBeUndefined();
  await refusalOf(() => hooks.resolve('../../a.js', 'lib/b.js'));
  for (const none of [undefined, null, {}, { read: 5 }, 'x']) {
    expect(() => checkedHooks(none as unknown as RHooks)).toThrow(TypeError);
  }
});
