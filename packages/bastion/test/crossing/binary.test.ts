/** Binary data is copied: what views share they share on the other side, and no other byte goes along. */
import { describe, expect, test } from 'vitest';
import type { Anything } from '../untyped.js';
import { routes } from './routes.js';

const SECRET = 'SECRET-b1n4';
const textOf = (buffer: ArrayBufferLike): string => Buffer.from(new Uint8Array(buffer)).toString('latin1');

const classes = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
] as const;

describe.each(routes)('%s, %s', (_way, _name, send) => {
  test.each(classes)('%o arrives as itself, with its own bytes', async (Class) => {
    const value = Class.from([1, 2, 3]);
    const { value: arrived } = await send(value);
    expect(Object.getPrototypeOf(arrived)).toBe(Class.prototype);
    expect([...arrived]).toStrictEqual([1, 2, 3]);
    arrived[0] = 9;
    expect(value[0]).toBe(1);
  });

  test('bigint arrays, DataViews and ArrayBuffers arrive as themselves', async () => {
    const { buffer } = Uint8Array.of(1, 2, 3, 4);
    const { value: arrived } = await send([BigInt64Array.of(-1n), new DataView(buffer, 1, 2), new ArrayBuffer(3)]);
    expect(arrived[0]).toStrictEqual(BigInt64Array.of(-1n));
    expect(arrived[1]).toBeInstanceOf(DataView);
    expect(arrived[1].byteLength).toBe(2);
    expect(arrived[1].getUint16(0)).toBe(0x0203);
    expect(arrived[2]).toStrictEqual(new ArrayBuffer(3));
  });

  test('views of one buffer share one on the other side, where they shared it', async () => {
    const { buffer } = new Uint8Array(16);
    const value = {
      buffer,
      bytes: new Uint8Array(buffer, 2, 4),
      words: new Uint16Array(buffer, 4, 2),
      view: new DataView(buffer),
    };
    const { value: arrived } = await send(value);
    expect(arrived.bytes.buffer).toBe(arrived.buffer);
    expect(arrived.words.buffer).toBe(arrived.buffer);
    expect(arrived.bytes.byteOffset).toBe(2);
    arrived.bytes[2] = 0x34;
    arrived.bytes[3] = 0x12;
    expect(arrived.view.getUint16(4, true)).toBe(0x1234);
    expect(arrived.words[0]).toBe(0x1234);
    expect([...new Uint8Array(buffer)].every((byte) => byte === 0)).toBe(true);
  });

  test('the same view in two places arrives once', async () => {
    const bytes = Uint8Array.of(1);
    const { value: arrived } = await send([bytes, { bytes }]);
    expect(arrived[0]).toBe(arrived[1].bytes);
  });

  test('a small view of a big buffer brings its own bytes and no others', async () => {
    const big = Buffer.from(`before ${SECRET} after`);
    const { value: arrived } = await send(new Uint8Array(big.buffer, big.byteOffset, 6));
    expect(textOf(arrived.buffer)).toBe('before');
  });

  test("a Buffer of Node's pool does not bring the pool, alone or together with its neighbour", async () => {
    const first = Buffer.from('public');
    const secret = Buffer.from(SECRET);
    const second = Buffer.from('also public');
    expect(textOf(first.buffer)).toContain(SECRET);
    expect(first.buffer).toBe(second.buffer);
    const { value: alone } = await send(first);
    expect(textOf(alone.buffer)).toBe('public');
    const { value: both } = await send({ first, second });
    expect(both.first.buffer).toBe(both.second.buffer);
    expect(textOf(both.first.buffer)).not.toContain(SECRET);
    expect(Buffer.from(both.second).toString()).toBe('also public');
    expect(secret.toString()).toBe(SECRET);
  });

  test('shared memory is refused: both sides would write to it', async () => {
    const shared = new SharedArrayBuffer(4);
    await expect(send([shared])).rejects.toThrow(/\[0\]: shared memory cannot cross/);
    await expect(send({ view: new Uint8Array(shared) })).rejects.toThrow(
      /\.view: a view of shared memory cannot cross/,
    );
  });

  test('a detached buffer is refused', async () => {
    const buffer = new ArrayBuffer(8);
    const view = new DataView(buffer);
    structuredClone(buffer, { transfer: [buffer] });
    await expect(send({ buffer })).rejects.toThrow(/\.buffer: .*detached.* cannot cross/);
    await expect(send({ view })).rejects.toThrow(/\.view: .*detached.* cannot cross/);
  });

  test('own fields and lies of a view do not come along', async () => {
    const value: Anything = Uint8Array.of(1, 2);
    let ran = false;
    for (const name of ['buffer', 'byteOffset', 'byteLength', 'length', 'constructor', Symbol.toStringTag]) {
      Object.defineProperty(value, name, { get: () => ((ran = true), 1000) });
    }
    const { value: arrived } = await send(value);
    expect([...arrived]).toStrictEqual([1, 2]);
    expect(Reflect.ownKeys(arrived)).toStrictEqual(['0', '1']);
    expect(ran).toBe(false);
  });

  test('a resizable buffer arrives as long as it is now', async () => {
    const Resizable = ArrayBuffer as Anything;
    const buffer = new Resizable(4, { maxByteLength: 8 });
    const tracking = new Uint8Array(buffer);
    buffer.resize(6);
    const { value: arrived } = await send({ tracking });
    expect(arrived.tracking.length).toBe(6);
  });
});
