/** Frames arrive whole and in order however the stream is cut; one that is too long is refused at its header. */
import fc from 'fast-check';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Frames, headerOf } from '../../src/wall/framing.js';
import { HostEnd } from '../../src/wall/pipe/host-end.js';
import { ProtocolError } from '../../src/wall/protocol.js';

const framed = (frame: Uint8Array): Buffer => Buffer.concat([headerOf(frame.length), frame]);

const taken = (frames: Frames): string[] => {
  const got: string[] = [];
  for (let frame = frames.next(); frame !== undefined; frame = frames.next()) got.push(frame.toString('hex'));
  return got;
};

test('frames come out as they went in, wherever the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 })),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
      (sent, sizes) => {
        const stream = Buffer.concat(sent.map(framed));
        const frames = new Frames(1000);
        const got: string[] = [];
        for (let at = 0, cut = 0; at < stream.length; cut += 1) {
          const size = sizes[cut % sizes.length] as number;
          frames.add(stream.subarray(at, at + size));
          got.push(...taken(frames));
          at += size;
        }
        expect(got).toStrictEqual(sent.map((frame) => Buffer.from(frame).toString('hex')));
      },
    ),
  );
});

test('a frame of the longest size arrives; of one byte more it is refused before any of it is there', () => {
  const frames = new Frames(10);
  frames.add(framed(new Uint8Array(10)));
  expect(taken(frames).length).toBe(1);
  frames.add(headerOf(11));
  expect(() => frames.next()).toThrow(ProtocolError);
  const empty = new Frames(10);
  empty.add(headerOf(0));
  expect(() => empty.next()).toThrow('a frame of no bytes');
});

test('a header that promises much has no memory set aside', () => {
  const frames = new Frames(2 ** 31);
  const before = process.memoryUsage().arrayBuffers;
  frames.add(headerOf(2 ** 31 - 1));
  expect(frames.next()).toBeUndefined();
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
});

const pipes = () => ({ from: new PassThrough(), waited: new PassThrough(), ordinary: new PassThrough() });

test('a host that is sent a frame too long lets go of the pipes, and is told why', async () => {
  const ends = pipes();
  const reasons: Error[] = [];
  new HostEnd(ends, 100).listen(
    () => undefined,
    (reason) => reasons.push(reason),
  );
  ends.from.write(headerOf(101));
  await turn();
  expect(reasons.length).toBe(1);
  expect(reasons[0]).toMatchObject({ code: 'ERR_PROTOCOL', violation: 'too large' });
  expect(ends.ordinary.destroyed).toBe(true);
});

test('a flood of frames does not hold up the host', async () => {
  const ends = pipes();
  const seen: Uint8Array[] = [];
  new HostEnd(ends).listen(
    (frame) => {
      seen.push(frame);
      const until = performance.now() + 0.2;
      while (performance.now() < until);
    },
    () => undefined,
  );
  ends.from.write(Buffer.concat(Array.from({ length: 500 }, () => framed(Uint8Array.of(1)))));
  let turns = 0;
  while (seen.length < 500) {
    turns += 1;
    // oxlint-disable-next-line no-await-in-loop
    await turn();
  }
  // A hundred milliseconds of work, in parts of five.
  expect(turns).toBeGreaterThan(10);
});

test('frames of all sizes go out with their lengths before them, each way', async () => {
  const ends = pipes();
  const end = new HostEnd(ends);
  const sizes = [1, 100, 16_384, 16_385, 100_000];
  for (const isWaitedFor of [false, true])
    for (const size of sizes) end.send(new Uint8Array(size).fill(7), isWaitedFor);
  await turn();
  for (const pipe of [ends.ordinary, ends.waited]) {
    const frames = new Frames(2 ** 20);
    for (let chunk = pipe.read() as Buffer | null; chunk !== null; chunk = pipe.read() as Buffer | null)
      frames.add(chunk);
    expect(taken(frames).map((hex) => hex.length / 2)).toStrictEqual(sizes);
  }
});

test('what is sent in one go stays in order, whatever its sizes are', async () => {
  const ends = pipes();
  const end = new HostEnd(ends);
  const sizes = Array.from({ length: 3000 }, (_, index) => (index % 500 === 7 ? 20_000 : 1 + ((index * 37) % 200)));
  const got: number[] = [];
  const frames = new Frames(2 ** 20);
  ends.ordinary.on('data', (chunk: Buffer) => {
    frames.add(chunk);
    for (let frame = frames.next(); frame !== undefined; frame = frames.next()) got.push(frame.length, frame[0] ?? 0);
  });
  sizes.forEach((size, index) => {
    end.send(new Uint8Array(size).fill(index % 251), false);
    // What goes the other way has no part in it.
    if (index % 10 === 0) end.send(new Uint8Array(50).fill(255), true);
  });
  while (got.length < sizes.length * 2) {
    // oxlint-disable-next-line no-await-in-loop
    await turn();
  }
  expect(got).toStrictEqual(sizes.flatMap((size, index) => [size, index % 251]));
});
