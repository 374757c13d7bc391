// Layers, prefixes and import maps: hooks made of hooks give no more than those they are made of.
import { createHash } from 'node:crypto';
import {
  ImportError,
  type ImportMap,
  type RHooks,
  importMap,
  layeredHooks,
  memoryHooks,
  under,
} from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';

const text = async (hooks: RHooks, name: string | undefined): Promise<string | undefined> => {
  const found = name === undefined ? undefined : await hooks.read(name);
  const content = typeof found === 'object' && 'bytes' in found ? found.bytes : found;
  return content === undefined ? undefined : Buffer.from(content as string).toString();
};

describe('memory', () => {
  test('has what was put in, whatever becomes of what it was made of', async () => {
    const bytes = new Uint8Array([97]);
    const files = new Map<string, string | Uint8Array>([
      ['./a.js', 'a'],
      ['lib/b', bytes],
    ]);
    const hooks = memoryHooks(files);
    bytes[0] = 98;
    files.set('late.js', 'late');
    expect(
      await Promise.all(
        ['a.js', 'lib/b', 'late.js', 'lib', 'constructor', '__proto__'].map((name) => text(hooks, name)),
      ),
    ).toEqual(['a', 'a', undefined, undefined, undefined, undefined]);
    expect(hooks.exists('lib')).toBe('directory');
    expect(hooks.exists('li')).toBeUndefined();
    expect(hooks.set('late.js', 'now').delete('a.js')).toBe(true);
    expect([await text(hooks, 'late.js'), await text(hooks, 'a.js')]).toEqual(['now', undefined]);
  });

  test('has a directory as long as there is a file in it', () => {
    const hooks = memoryHooks({ 'a/b/c.js': 'c', 'a/d.js': 'd' });
    const kinds = (): unknown[] => ['a', 'a/b', 'a/b/c.js', 'a/d.js'].map((name) => hooks.exists(name));
    hooks.set('a/b/c.js', 'again').delete('a/b/none.js');
    expect(kinds()).toEqual(['directory', 'directory', 'file', 'file']);
    hooks.delete('a/b/c.js');
    expect(kinds()).toEqual(['directory', undefined, undefined, 'file']);
    hooks.delete('a/d.js');
    expect(kinds()).toEqual([undefined, undefined, undefined, undefined]);
  });

  test.each([
    ['..', 'x'],
    ['', 'x'],
    ['a/../../b', 'x'],
    ['a.js', 5],
    ['a.js', null],
  ])('has no file %j: %j', (name, content) => {
    expect(() => memoryHooks({ [name]: content as string })).toThrow(TypeError);
  });
});

describe('layers', () => {
  const lower = memoryHooks({ 'a.js': 'lower a', 'b.js': 'lower b', 'c.js': 'lower c' });
  const upper: RHooks = {
    read(name) {
      if (name === 'b.js') throw new ImportError({ specifier: name, why: 'it is withheld' });
      if (name === 'c.js') throw new Error('the disk is full');
      return name === 'a.js' ? 'upper a' : undefined;
    },
  };

  test('the first that has a file gives it; what it refuses, or fails at, is filled in by no other', async () => {
    const hooks = layeredHooks(upper, lower);
    expect(await text(hooks, 'a.js')).toBe('upper a');
    for (const [name, why] of [
      ['b.js', 'it is withheld'],
      ['c.js', 'the disk is full'],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop
      await expect((async () => hooks.read(name))()).rejects.toThrow(why);
      // oxlint-disable-next-line no-await-in-loop
      await expect((async () => hooks.exists?.(name))()).rejects.toThrow(why);
    }
    expect(await text(layeredHooks(lower, upper), 'b.js')).toBe('lower b');
  });

  test('answer at once where every layer does', () => {
    expect(layeredHooks(upper, lower).readNow).toBeUndefined();
    expect(layeredHooks(lower, memoryHooks()).readNow?.('a.js')).toMatchObject({ name: 'a.js' });
  });

  test('a specifier that means nothing to any is refused in the words of the first', () => {
    expect(() => layeredHooks(lower, upper).resolve?.('../x.js', 'a.js')).toThrow('above the root');
    expect(layeredHooks(lower, upper).resolve?.('bare', 'a.js')).toEqual([]);
    expect(layeredHooks().resolve?.('./a.js', undefined)).toEqual([]);
  });
});

describe('a prefix', () => {
  const whole = memoryHooks({
    'lib/a.js': 'a',
    'library.js': 'no',
    'secret.js': 'no',
    'https://h/lib/a.js': 'url a',
    'https://h/secret.js': 'no',
  });

  test.each(['lib', 'lib/', './lib', 'x/../lib'])('%s grants what is under it and nothing beside', async (prefix) => {
    const hooks = under(prefix, whole);
    expect(await text(hooks, 'lib/a.js')).toBe('a');
    expect(hooks.resolve?.('./a.js', 'lib/b.js')).toEqual(['lib/a.js']);
    expect(() => hooks.resolve?.('../secret.js', 'lib/b.js')).toThrow("is not under 'lib/'");
    for (const name of [
      'secret.js',
      'library.js',
      'lib/../secret.js',
      'lib/./../secret.js',
      'lib//a.js',
      '/lib/a.js',
      '',
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      const given = await text(hooks, name).catch((error: unknown) => (error as ImportError).code);
      expect(['ERR_IMPORT', undefined]).toContain(given);
      expect(given).not.toBe('no');
    }
  });

  test('of a URL is left by no spelling', async () => {
    const hooks = under('https://h/lib', whole);
    expect(await text(hooks, 'https://h/lib/a.js')).toBe('url a');
    for (const name of [
      'https://h/secret.js',
      'https://h/lib/../secret.js',
      'https://h/lib/%2e%2e/secret.js',
      'https://h/lib/..%2fsecret.js',
      'https://h/lib/..%5Csecret.js',
      'https://h/lib\\..\\secret.js',
      'https://h/library',
      'https://h.evil/lib/a.js',
      'HTTPS://h/lib/a.js',
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect((async () => hooks.read(name))(), name).rejects.toMatchObject({ code: 'ERR_IMPORT' });
    }
  });

  test('is not left by what hooks say of what they read, nor by their canonical name', async () => {
    const aliased = under('lib', {
      read: (name) => ({ bytes: 'no', name: name === 'lib/alias' ? 'secret.js' : undefined }),
    });
    await expect((async () => aliased.read('lib/alias'))()).rejects.toThrow("'secret.js' is not under");
    const linked = under('lib', { read: () => 'no', canonical: () => 'secret.js' });
    await expect((async () => linked.read('lib/a.js'))()).rejects.toThrow("'secret.js' is not under");
    await expect((async () => linked.canonical?.('lib/a.js'))()).rejects.toThrow("'secret.js' is not under");
  });

  test.each(['', '.', '..', '/', 5, undefined])('%j is none', (prefix) => {
    expect(() => under(prefix as string, whole)).toThrow(TypeError);
  });

  test('of a prefix is the narrower of both', async () => {
    const hooks = under('lib', under('lib/deep', memoryHooks({ 'lib/a.js': 'no', 'lib/deep/b.js': 'b' })));
    expect(await text(hooks, 'lib/deep/b.js')).toBe('b');
    await expect(text(hooks, 'lib/a.js')).rejects.toThrow('is not under');
  });
});

const integrity = (content: string): string => `sha384-${createHash('sha384').update(content).digest('base64')}`;

describe('an import map', () => {
  const files = memoryHooks({
    'vendor/lit/index.js': 'lit',
    'vendor/lit/html.js': 'lit html',
    'vendor/old/index.js': 'old lit',
    'vendor/secret.js': 'no',
    'app/main.js': 'main',
    'app/node_modules/@x/y.js': 'y',
  });
  const map: ImportMap = {
    imports: {
      lit: './vendor/lit/index.js',
      'lit/': './vendor/lit/',
      'lit/deep/': './vendor/old/',
      './app/old.js': './app/main.js',
      blocked: null,
      'blocked/': null,
      remote: 'https://host/remote.js',
    },
    scopes: {
      './app/node_modules/': { lit: './vendor/old/index.js' },
      './app/node_modules/@x/': { lit: null },
    },
  };
  const hooks = importMap(map, files);
  const meaning = (specifier: string, importer?: string): string | undefined => hooks.resolve?.(specifier, importer)[0];

  test('gives what its entries say, the longest first, scopes before imports', () => {
    expect(meaning('lit')).toBe('vendor/lit/index.js');
    expect(meaning('lit/html.js')).toBe('vendor/lit/html.js');
    expect(meaning('lit/deep/index.js')).toBe('vendor/old/index.js');
    expect(meaning('./old.js', 'app/main.js')).toBe('app/main.js');
    expect(meaning('lit', 'app/node_modules/z.js')).toBe('vendor/old/index.js');
    expect(meaning('remote')).toBe('https://host/remote.js');
    expect(meaning('./main.js', 'app/x.js')).toBe('app/main.js');
    expect(meaning('unknown')).toBeUndefined();
  });

  test.each([
    'blocked',
    'blocked/x.js',
    'lit/../secret.js',
    'lit/%2e%2e/secret.js',
    'lit//vendor/secret.js',
    'lit/https://host/evil.js',
    'lit/\\..\\..\\x',
  ])('blocks %s', (specifier) => {
    // The last is a name with backslashes in it, below its prefix.
    let given: string | undefined;
    try {
      given = meaning(specifier);
    } catch (error) {
      if ((error as ImportError).specifier !== specifier) throw error;
    }
    expect(given ?? 'vendor/lit/').toMatch(/^vendor\/lit\//u);
  });

  test('blocks in a scope what it has for all', () => {
    expect(() => meaning('lit', 'app/node_modules/@x/y.js')).toThrow('the import map blocks it');
  });

  test('gives names only: what they lead to is for the hooks beneath', async () => {
    expect(await text(hooks, meaning('lit/html.js'))).toBe('lit html');
    expect(await text(hooks, meaning('remote'))).toBeUndefined();
    const narrow = importMap(map, under('app', files));
    await expect(text(narrow, 'vendor/secret.js')).rejects.toThrow("is not under 'app/'");
  });

  test('has its URLs relative to its base', () => {
    const based = importMap({ imports: { lit: './lit/index.js', './x.js': '/app/main.js' } }, files, {
      base: 'vendor/importmap.json',
    });
    expect(based.resolve?.('lit', 'app/main.js')).toEqual(['vendor/lit/index.js']);
    expect(based.resolve?.('../vendor/x.js', 'app/main.js')).toEqual(['app/main.js']);
    const remote = importMap({ imports: { lit: './lit.js' } }, files, { base: 'https://h/app/' });
    expect(remote.resolve?.('lit', 'https://h/app/x.js')).toEqual(['https://h/app/lit.js']);
  });

  test('says what a file has to be, later and at once', async () => {
    const right = importMap({ integrity: { './app/main.js': integrity('main') } }, files);
    const wrong = importMap({ integrity: { './app/main.js': integrity('other') } }, files);
    expect(await text(right, 'app/main.js')).toBe('main');
    expect(await text(wrong, 'vendor/lit/index.js')).toBe('lit');
    await expect(text(wrong, 'app/main.js')).rejects.toThrow('is not the file it has to be');
    expect(() => wrong.readNow?.('app/main.js')).toThrow('is not the file it has to be');
    const alias = importMap(
      { integrity: { './app/main.js': integrity('other') } },
      { read: () => ({ bytes: 'x', name: 'app/main.js' }) },
    );
    await expect(text(alias, 'app/alias.js')).rejects.toThrow('is not the file it has to be');
  });

  test.each([
    [null],
    [[]],
    [{ import: {} }],
    [{ imports: [] }],
    [{ imports: { '': './a.js' } }],
    [{ imports: { a: 5 } }],
    [{ imports: { a: 'bare' } }],
    [{ imports: { 'a/': './a' } }],
    [{ imports: { a: 'node:fs' } }],
    [{ imports: { a: 'data:text/javascript,1' } }],
    [{ imports: { a: './a%2fb.js' } }],
    [{ scopes: { 'http://': {} } }],
    [{ scopes: { './a/': 5 } }],
    [{ integrity: { './a.js': 'nonsense' } }],
    [{ integrity: { bare: 'sha384-x' } }],
  ])('with a fault is refused when it is given: %j', (faulty) => {
    expect(() => importMap(faulty as ImportMap, files)).toThrow(TypeError);
  });
});
