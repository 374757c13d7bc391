// An archive is opened only where it is whole, by the named key, for the named name, and new enough.
import { generateKeyPairSync, sign } from 'node:crypto';
import { RExec, archiveHooks, sealArchive } from '@padded-cell/rexec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sources } from '../../src/loader/cache.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const trust = { key: publicKey, name: 'greeter', atLeast: 3 };
const files = {
  'main.mjs': `import { shout } from './lib/shout.cjs';\nimport data from './data.json' with { type: 'json' };\nexport default shout(data.text);\nexport const fail = () => { null.x };`,
  'lib/shout.cjs': 'exports.shout = (text) => text.toUpperCase();',
  'typed.ts': 'export const n: number = 1;',
  'data.json': '{ "text": "hello" }',
  'blob.bin': new Uint8Array([1, 2, 3]),
};
const archive = sealArchive({ name: 'greeter', version: 3, files }, privateKey);
const okFileTypes = ['cjs', 'esm', 'json', 'ts'];

describe('an archive', () => {
  test('is imported from, compiled as it is, with the policy of its cell', async () => {
    const before = sources.parses;
    const rex = new RExec({ hooks: archiveHooks(archive, trust), okFileTypes });
    const main = await rex.rImport('./main.mjs');
    expect(main['default']).toBe('HELLO');
    expect((await rex.rImport('./typed.ts'))['n']).toBe(1);
    expect(sources.parses).toBe(before);
    expect(() => (main['fail'] as () => void)()).toThrow(
      expect.objectContaining({ positions: [{ function: 'fail', file: 'main.mjs', line: 4, column: 34 }] }),
    );
    const less = new RExec({ hooks: archiveHooks(archive, trust), okFileTypes: ['esm'] });
    await expect(less.rImport('./main.mjs')).rejects.toMatchObject({ policyLine: 'okFileTypes' });
    await expect(rex.rImport('./not-there.mjs')).rejects.toMatchObject({ code: 'ERR_IMPORT' });
  });

  test('has keys as PEM too', async () => {
    const [secret, known] = [
      privateKey.export({ type: 'pkcs8', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'pem' }),
    ];
    const hooks = archiveHooks(sealArchive({ name: 'greeter', version: 9, files }, secret), { ...trust, key: known });
    expect((await new RExec({ hooks, okFileTypes }).rImport('./main.mjs'))['default']).toBe('HELLO');
  });
});

const resigned = (change: (body: Buffer) => Buffer, key = privateKey): Uint8Array => {
  const bytes = Buffer.from(archive);
  const body = change(bytes.subarray(22 + 64));
  const heading = bytes.subarray(0, 22);
  return Buffer.concat([heading, sign(null, Buffer.concat([heading, body]), key), body]);
};

describe('an archive is refused', () => {
  test.each<[string, () => Uint8Array, object, RegExp]>([
    [
      'by another key',
      () => sealArchive({ name: 'greeter', version: 3, files }, other.privateKey),
      {},
      /not signed by the key/u,
    ],
    ['for another name', () => archive, { name: 'another' }, /the archive is 'greeter'/u],
    ['that is older', () => archive, { atLeast: 4 }, /version 3, and the host takes 4 or later/u],
    ['that is empty', () => new Uint8Array(), {}, /no archive/u],
    ['that is only a heading', () => archive.slice(0, 40), {}, /no archive/u],
    [
      'whose body is signed without its heading',
      () => {
        const bytes = Buffer.from(archive);
        return Buffer.concat([bytes.subarray(0, 22), sign(null, bytes.subarray(86), privateKey), bytes.subarray(86)]);
      },
      {},
      /not signed by the key/u,
    ],
    [
      'whose files were changed and signed by another',
      () => resigned((body) => Buffer.from(body.toString().replace('greeter', 'Greeter')), other.privateKey),
      {},
      /not signed/u,
    ],
  ])('%s', (_, make, changed, message) => {
    expect(() => archiveHooks(make(), { ...trust, ...changed })).toThrow(
      expect.objectContaining({ code: 'ERR_IMPORT', message: expect.stringMatching(message) as string }),
    );
  });

  test('at any byte that is another, and at any length that is shorter or longer', () => {
    fc.assert(
      fc.property(fc.nat(archive.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = archive.slice();
        bytes[at] = (bytes[at] ?? 0) ^ change;
        expect(() => archiveHooks(bytes, trust)).toThrow(expect.objectContaining({ code: 'ERR_IMPORT' }));
        expect(() => archiveHooks(archive.slice(0, at), trust)).toThrow(
          expect.objectContaining({ code: 'ERR_IMPORT' }),
        );
        expect(() => archiveHooks(Buffer.concat([archive, archive.slice(0, at + 1)]), trust)).toThrow(
          expect.objectContaining({ code: 'ERR_IMPORT' }),
        );
      }),
    );
  });

  test('that changes while it is checked: what was checked is what is read', async () => {
    const bytes = archive.slice();
    const hooks = archiveHooks(bytes, trust);
    bytes.fill(0);
    expect((await new RExec({ hooks, okFileTypes }).rImport('./main.mjs'))['default']).toBe('HELLO');
  });

  test('with a key that is no Ed25519 key, or a version that is no number', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(() => archiveHooks(archive, { ...trust, key: rsa.publicKey })).toThrow('Ed25519');
    expect(() => archiveHooks(archive, { ...trust, atLeast: Number.NaN })).toThrow('whole number');
    expect(() => sealArchive({ name: 'a', version: -1, files: {} }, privateKey)).toThrow('whole number');
  });
});

test('what an archive says of a content is for its own cells: another cell parses that content itself', async () => {
  const source = 'export default "as it is written";';
  const hostile = Buffer.from(
    sealArchive({ name: 'greeter', version: 3, files: { 'main.mjs': source } }, other.privateKey),
  );
  const heading = hostile.subarray(0, 22);
  const body = Buffer.from(
    hostile
      .subarray(86)
      .toString()
      .replace(/(?<=default: *\\")as it is written/u, 'as the signer says'),
  );
  expect(body.toString()).toContain('as the signer says');
  const signed = Buffer.concat([heading, sign(null, Buffer.concat([heading, body]), other.privateKey), body]);
  const hooks = archiveHooks(signed, { ...trust, key: other.publicKey });
  expect((await new RExec({ hooks }).rImport('./main.mjs'))['default']).toBe('as the signer says');
  const mine = { read: (name: string) => (name === 'main.mjs' ? source : undefined) };
  expect((await new RExec({ hooks: mine }).rImport('./main.mjs'))['default']).toBe('as it is written');
});
