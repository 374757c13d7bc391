// crypto and node:crypto: digests as Node's, random values by the policy's line, and keys that stay where they are.
import { createHash, createHmac, webcrypto } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { RExec } from '@padded-cell/rexec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inCell, inNode } from './cell.js';

const okBuiltinModules = ['node:crypto'];
const real = { random: 'real', okBuiltinModules } as const;
const seeded = (seed: string): RExec => new RExec({ random: { seed }, okBuiltinModules });
const drawing = `[[...crypto.getRandomValues(new Uint8Array(20))], crypto.randomUUID()]`;

describe('random values', () => {
  test.each([
    'crypto.randomUUID()',
    'crypto.getRandomValues(new Uint8Array(1))',
    `(await import('node:crypto')).randomBytes(4)`,
    `(await import('node:crypto')).randomInt(9)`,
    `await crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['encrypt'])`,
    `await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])`,
  ])('without a grant, %s names the line', async (program) => {
    await expect(inCell(program, { okBuiltinModules })).rejects.toMatchObject({
      code: 'ERR_NOT_GRANTED',
      message: expect.stringMatching(/policy line that would grant it is random/u) as string,
    });
  });

  test('from a seed are the same in every run, and another seed’s are others', async () => {
    expect(await inCell(drawing, seeded('a'))).toEqual(await inCell(drawing, seeded('a')));
    expect(await inCell(drawing, seeded('a'))).not.toEqual(await inCell(drawing, seeded('b')));
  });

  test('do not depend on what Math.random() was asked for', async () => {
    expect(await inCell(`(Math.random(), ${drawing})`, seeded('a'))).toEqual(await inCell(drawing, seeded('a')));
  });

  test('a key from a seed is the same in every run, and one that no seed can give names the line', async () => {
    const key = `[...new Uint8Array(await crypto.subtle.exportKey('raw', await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign'])))]`;
    const made = (await inCell(key, seeded('a'))) as number[];
    expect(made).toHaveLength(64);
    expect(made).toEqual(await inCell(key, seeded('a')));
    for (const program of [
      `crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])`,
      `crypto.subtle.generateKey({ name: 'Ed25519' }, true, ['sign'])`,
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(inCell(program, seeded('a'))).rejects.toMatchObject({ code: 'ERR_NOT_GRANTED' });
    }
  });

  test('a signature that takes random numbers of the engine is refused where runs are to repeat', async () => {
    const { privateKey } = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ]);
    const jwk = JSON.stringify(await webcrypto.subtle.exportKey('jwk', privateKey));
    const sign = `crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, await crypto.subtle.importKey('jwk', ${jwk}, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']), new Uint8Array(1))`;
    await expect(inCell(sign, seeded('a'))).rejects.toMatchObject({ code: 'ERR_NOT_GRANTED' });
    expect(await inCell(`(await ${sign}).byteLength`, real)).toBe(64);
  });

  test('real ones differ, fill what they are given, and have the form of a UUID', async () => {
    const program = `[crypto.randomUUID(), crypto.randomUUID(), crypto.getRandomValues(new Uint32Array(4)).some((each) => each > 255), new Set(crypto.getRandomValues(new Uint8Array(65536))).size]`;
    const [one, other, isWide, kinds] = (await inCell(program, real)) as [string, string, boolean, number];
    expect(one).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u);
    expect([one === other, isWide, kinds]).toEqual([false, true, 256]);
  });

  test.each(['new Uint8Array(65537)', 'new Float64Array(1)', '[1]', 'new DataView(new ArrayBuffer(1))'])(
    'getRandomValues does not take %s',
    async (array) => {
      const name = `(() => { try { crypto.getRandomValues(${array}) } catch (error) { return error.name } })()`;
      expect(await inCell(name, real)).toBe(['[1]'].includes(array) ? 'TypeMismatchError' : await inNode(name));
    },
  );
});

describe('node:crypto', () => {
  const rex = new RExec(real);

  test('digests are Node’s, in any number of parts', async () => {
    await rex.rExecAsync(`const { createHash, createHmac } = await import('node:crypto');
      const hash = (name, parts) => parts.reduce((h, part) => h.update(part), createHash(name)).digest('hex');
      const hmac = (name, key, data) => createHmac(name, key).update(data).digest('base64');`);
    const hash = rex.rEval('hash') as (name: string, parts: readonly string[]) => string;
    const hmac = rex.rEval('hmac') as (name: string, key: string, data: string) => string;
    fc.assert(
      fc.property(
        fc.constantFrom('md5', 'sha1', 'SHA256', 'sha512', 'sha3-256'),
        // Whole characters: a half in one part and a half in the next are two wrong ones.
        fc.array(fc.string({ unit: 'binary' })),
        (name, parts) => {
          const expected = createHash(name).update(parts.join('')).digest('hex');
          expect(hash(name, parts)).toBe(expected);
          expect(hmac(name, parts[0] ?? '', parts.join(' '))).toBe(
            createHmac(name, parts[0] ?? '')
              .update(parts.join(' '))
              .digest('base64'),
          );
        },
      ),
    );
  });

  const errors = `(run) => { try { return run() } catch (error) { return [error.name, error.code] } }`;
  test.each([
    `((h) => { const copy = h.update('a').copy(); return [h.update('b').digest('hex'), copy.update('c').digest('hex')]; })(c.createHash('sha256'))`,
    `c.createHash('shake256', { outputLength: 5 }).update('a').digest('hex')`,
    `(${errors})(() => ((h) => { h.digest(); h.update('x'); })(c.createHash('sha1')))`,
    `(${errors})(() => c.timingSafeEqual(new Uint8Array(1), new Uint8Array(2)))`,
    `[c.timingSafeEqual(new Uint8Array([1, 2]), new Uint8Array([1, 2])), c.timingSafeEqual(new Uint8Array([1, 2]), new Uint8Array([1, 3]))]`,
    `[c.randomBytes(5).length, c.randomBytes(0).length, typeof c.randomBytes(3).toString('hex'), c.randomInt(5, 6), c.randomUUID().length]`,
    `await new Promise((resolve) => c.randomBytes(4, (error, bytes) => resolve([error, bytes.length])))`,
    `(${errors})(() => c.randomInt(5, 5))[1]`,
    `c.pbkdf2Sync('password', 'salt', 10, 20, 'sha512').toString('hex')`,
    `c.pbkdf2Sync(new Uint8Array([1, 2]), c.createHash('md5').digest(), 1, 3, 'SHA1').length`,
    `await new Promise((resolve) => c.pbkdf2('p', 's', 3, 5, 'sha256', (error, key) => resolve([error, key.toString('hex')])))`,
    `Buffer.from(c.hkdfSync('sha256', 'key', 'salt', 'info', 42)).toString('hex')`,
    `await new Promise((resolve) => c.hkdf('sha512', 'key', '', new Uint8Array(3), 4, (error, key) => resolve([error, new Uint8Array(key).join()])))`,
    `[['p', 's', 0, 1, 'sha1'], ['p', 's', 1, -1, 'sha1'], ['p', 's', 1, 1.5, 'sha1'], ['p', 's', '1', 1, 'sha1'], ['p', 's', 1, 1], ['p', 's', 1, 1, 'no'], [{}, 's', 1, 1, 'sha1']].map((args) => (${errors})(() => c.pbkdf2Sync(...args)))`,
    `[['no', 'k', 's', 'i', 1], ['sha1', 'k', 's', new Uint8Array(1025), 1], ['sha1', 'k', 's', 'i', -1]].map((args) => (${errors})(() => c.hkdfSync(...args)))`,
    `(${errors})(() => c.pbkdf2('p', 's', 1, 1, 'sha1'))`,
    `await new Promise((resolve) => c.randomFill(new Uint8Array(4), 1, 2, (error, view) => resolve([error, view.length, view[0], view[3]])))`,
  ])('%s', async (program) => {
    const text = (module: string): string => `((c) => (async () => (${program}))())(${module})`;
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval
    const expected: unknown = await (new Function('c', `return ${text('c')}`)(
      await import('node:crypto'),
    ) as Promise<unknown>);
    expect(await inCell(text(`await import('node:crypto')`), rex)).toEqual(expected);
  });

  test.each(['2 ** 31 - 1, 1', '1, 2 ** 31 - 1'])('does not buy hours, or all memory: %s', async (numbers) => {
    const began = performance.now();
    await expect(
      inCell(`(await import('node:crypto')).pbkdf2Sync('p', 's', ${numbers}, 'sha512')`, rex),
    ).rejects.toThrow(/a whole number from/u);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  test('leaves the host’s threads to the host, and does no more once its cell has ended', async () => {
    const cell = new RExec(real);
    await cell.rExecAsync(`const { pbkdf2 } = await import('node:crypto');
      for (let i = 0; i < 50; i += 1) pbkdf2('p', 's', 200_000, 64, 'sha512', () => {});`);
    const began = performance.now();
    await Promise.all([readFile(import.meta.filename), readFile(import.meta.filename)]);
    // All fifty would take several seconds.
    expect(performance.now() - began).toBeLessThan(1000);
    cell.end();
    const { user } = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(process.cpuUsage().user - user).toBeLessThan(1_400_000);
  });

  test('has so many operations waiting, and no more', async () => {
    const cell = new RExec(real);
    await cell.rExecAsync(`let refused = 0; const data = new Uint8Array(1);
      for (let i = 0; i < 1100; i += 1) crypto.subtle.digest('SHA-256', data).catch((e) => { refused += e.name === 'RangeError'; });
      await null; await null;`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(cell.rEval('refused')).toBeGreaterThan(50);
    cell.end();
  });

  test('an unknown digest is an error', async () => {
    await expect(inCell(`(await import('node:crypto')).createHash('nope')`, rex)).rejects.toThrow(
      /Invalid digest|not supported/u,
    );
  });

  test('randomInt gives every number of its range', async () => {
    const all = (await inCell(
      `((c) => Array.from({ length: 300 }, () => c.randomInt(3)))(await import('node:crypto'))`,
      rex,
    )) as number[];
    expect(new Set(all)).toEqual(new Set([0, 1, 2]));
  });
});

describe('crypto.subtle', () => {
  test.each([
    `[...new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode('abc')))]`,
    `await (async (s) => { const key = await s.importKey('raw', new Uint8Array(16), 'AES-CBC', false, ['encrypt', 'decrypt']); const out = await s.encrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, key, new Uint8Array([1, 2, 3])); return [[...new Uint8Array(out)], [...new Uint8Array(await s.decrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, key, out))]]; })(crypto.subtle)`,
    `await (async (s) => { const key = await s.importKey('raw', new Uint8Array([1]), { name: 'HMAC', hash: { name: 'SHA-1' } }, true, ['sign', 'verify']); const out = await s.sign('HMAC', key, new Uint8Array(3)); return [[...new Uint8Array(out)], await s.verify('HMAC', key, out, new Uint8Array(3)), await s.verify('HMAC', key, out, new Uint8Array(4)), key.type, key.extractable, key.algorithm, key.usages, await s.exportKey('jwk', key)]; })(crypto.subtle)`,
    `await (async (s) => { const key = await s.importKey('raw', new Uint8Array([1, 2]), 'PBKDF2', false, ['deriveBits', 'deriveKey']); const how = { name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(8), iterations: 100 }; const derived = await s.deriveKey(how, key, { name: 'AES-GCM', length: 256 }, true, ['encrypt']); return [[...new Uint8Array(await s.deriveBits(how, key, 128))], [...new Uint8Array(await s.exportKey('raw', derived))]]; })(crypto.subtle)`,
    `await (async (s) => { const kek = await s.importKey('raw', new Uint8Array(16), 'AES-KW', false, ['wrapKey', 'unwrapKey']); const key = await s.importKey('raw', new Uint8Array(16).fill(7), 'AES-GCM', true, ['encrypt']); const wrapped = await s.wrapKey('raw', key, kek, 'AES-KW'); const back = await s.unwrapKey('raw', wrapped, kek, 'AES-KW', 'AES-GCM', true, ['encrypt']); return [[...new Uint8Array(wrapped)], [...new Uint8Array(await s.exportKey('raw', back))]]; })(crypto.subtle)`,
    `await crypto.subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', false, ['encrypt']).then((key) => crypto.subtle.exportKey('raw', key)).catch((error) => [error.name, error instanceof DOMException])`,
    `await crypto.subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', false, ['encrypt']).then((key) => crypto.subtle.decrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, key, new Uint8Array(32))).catch((error) => error.name)`,
  ])('%s', async (program) => {
    expect(await inCell(program)).toEqual(await inNode(program));
  });

  test('pairs of keys sign, verify and agree', async () => {
    const program = `(async (s) => {
      const signing = await s.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
      const how = { name: 'ECDSA', hash: 'SHA-256' };
      const signature = await s.sign(how, signing.privateKey, new Uint8Array(5));
      const make = () => s.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
      const [one, other] = [await make(), await make()];
      const agreed = async (mine, theirs) => [...new Uint8Array(await s.deriveBits({ name: 'ECDH', public: theirs.publicKey }, mine.privateKey, 128))].join();
      const rsa = await s.generateKey({ name: 'RSA-OAEP', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, false, ['encrypt', 'decrypt']);
      const secret = await s.encrypt('RSA-OAEP', rsa.publicKey, new Uint8Array([9]));
      return [await s.verify(how, signing.publicKey, signature, new Uint8Array(5)), await agreed(one, other) === await agreed(other, one),
        [...new Uint8Array(await s.decrypt('RSA-OAEP', rsa.privateKey, secret))], [...rsa.publicKey.algorithm.publicExponent]];
    })(crypto.subtle)`;
    expect(await inCell(program, real)).toEqual([true, true, [9], [1, 0, 1]]);
  });

  test.each([
    `crypto.subtle.generateKey({ name: 'RSA-PSS', modulusLength: 16384, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, false, ['sign'])`,
    `crypto.subtle.generateKey({ name: 'RSA-PSS', modulusLength: 2048, publicExponent: new Uint8Array([1]), hash: 'SHA-256' }, false, ['sign'])`,
    `crypto.subtle.importKey('raw', new Uint8Array(1), 'PBKDF2', false, ['deriveBits']).then((key) => crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(1), iterations: 2 ** 31 }, key, 128))`,
  ])('does not buy hours of the host’s time: %s', async (program) => {
    const began = performance.now();
    await expect(inCell(program, real)).rejects.toThrow(/not supported|whole number/u);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  test('a key of another cell is none of this one’s', async () => {
    const [one, other] = [new RExec(real), new RExec(real)];
    const make = `globalThis.key = await crypto.subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', true, ['encrypt'])`;
    await one.rExecAsync(make);
    await expect(
      inCell(`crypto.subtle.exportKey('raw', { __proto__: Object.getPrototypeOf({}) })`, other),
    ).rejects.toThrow(/CryptoKey is wanted/u);
    await expect(inCell(`new key.constructor()`, one)).rejects.toThrow(/Illegal constructor/u);
  });
});
