// The global `Buffer`: made in each cell, of memory that is its own.
import { RExec } from '@padded-cell/rexec';
import { expect, test } from 'vitest';

test('every cell has one, without a line of its policy', () => {
  const rex = new RExec();
  expect(
    rex.rEval(`[Buffer.from('héllo').toString('hex'), Buffer.isBuffer(Buffer.alloc(1)), Buffer.byteLength('é')]`),
  ).toEqual(['68c3a96c6c6f', true, 2]);
  expect(rex.rEval(`Buffer.from('a') instanceof Uint8Array`)).toBe(true);
});

test('it is neither the host’s nor another cell’s', () => {
  const [one, other] = [new RExec(), new RExec()];
  one.rExec(`Buffer.prototype.mark = 1; Buffer.mark = 1`);
  expect(other.rEval(`[Buffer.prototype.mark, Buffer.mark]`)).toEqual([undefined, undefined]);
  expect(Reflect.get(Buffer, 'mark')).toBeUndefined();
  expect(Reflect.get(Buffer.prototype, 'mark')).toBeUndefined();
});

test('memory that a guest asks for uninitialized has nothing of anyone’s in it', () => {
  const rex = new RExec();
  const found = rex.rEval(`[8, 100, 4096, 1e6].map((size) => {
    const all = [Buffer.allocUnsafe(size), Buffer.allocUnsafeSlow(size)];
    return all.every((bytes) => bytes.every((byte) => byte === 0) && bytes.buffer.byteLength === size);
  })`);
  expect(found).toEqual([true, true, true, true]);
});

test('a small one shares its memory with no other', () => {
  const rex = new RExec();
  expect(rex.rEval(`Buffer.from('a').buffer === Buffer.from('b').buffer`)).toBe(false);
});

test('it can be withheld', () => {
  expect(new RExec({ nokBuiltinNames: ['Buffer'] }).rEval('typeof Buffer')).toBe('undefined');
});
