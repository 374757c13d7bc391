/** The channel between two threads, without anybody who knows what is in its frames. */
import { setTimeout as wait } from 'node:timers/promises';
import { MessageChannel, Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { Receiver, Sender } from '../../src/wall/thread/direction.js';
import { ThreadHostEnd } from '../../src/wall/thread/host-end.js';
import { largestInRing, newMemory, ringBytes, toHost } from '../../src/wall/thread/shared.js';

const program = new URL('fixtures/thread-end.mjs', import.meta.url);
const workers: Worker[] = [];

afterEach(async () => {
  await Promise.all(workers.splice(0).map(async (worker) => await worker.terminate()));
});

interface Started {
  readonly worker: Worker;
  readonly channel: ThreadHostEnd;
  /** What has arrived. */
  readonly frames: Uint8Array[];
  readonly closed: Promise<Error>;
  /** Waits until so many frames have arrived. */
  arrived(count: number): Promise<void>;
}

/** @param answer What is done with each frame that arrives. */
const guest = (
  source: string,
  answer: (frame: Uint8Array, channel: ThreadHostEnd) => void = () => undefined,
): Started => {
  const worker = new Worker(program, { workerData: source });
  workers.push(worker);
  const channel = new ThreadHostEnd(worker);
  worker.once('exit', () => channel.finish(new Error('it has exited')));
  const frames: Uint8Array[] = [];
  let told: (() => void) | undefined;
  const end = new Promise<Error>((resolve) => {
    channel.listen((frame) => {
      frames.push(Uint8Array.from(frame));
      answer(frame, channel);
      told?.();
    }, resolve);
  });
  return {
    worker,
    channel,
    frames,
    closed: end,
    arrived: async (count) => {
      while (frames.length < count) {
        // oxlint-disable-next-line no-await-in-loop -- until they are there
        await new Promise<void>((resolve) => (told = resolve));
      }
    },
  };
};

/** A frame of a length that begins with a number, and whose other bytes follow from it. */
const frame = (number: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(length).fill(number * 7 + length);
  new DataView(bytes.buffer).setUint32(0, number, true);
  return bytes;
};

const sameFrame = frame.toString();

/** Lengths on both sides of what the ring takes, and of its end. */
const lengths = [4, 5, 7, 8, 100, largestInRing - 1, largestInRing, largestInRing + 1, 3 * ringBytes, 12, 2 ** 20, 4];

const expected = Array.from({ length: 600 }, (_, number) => frame(number, lengths[number % lengths.length] ?? 4));

const isExpected = (frames: readonly Uint8Array[]): boolean =>
  frames.length === expected.length &&
  frames.every((each, at) => Buffer.compare(each, expected[at] as Uint8Array) === 0);

describe('frames of all lengths arrive whole and in order', () => {
  test('at the host', async () => {
    const { frames, arrived } = guest(`
      const frame = ${sameFrame};
      const lengths = ${JSON.stringify(lengths)};
      for (let number = 0; number < 600; number += 1) end.send(frame(number, lengths[number % lengths.length]), false);
      end.listen(() => {}, () => {});`);
    await arrived(600);
    expect(isExpected(frames)).toBe(true);
  });

  test('at a guest that waits, more of them than it has read', async () => {
    const { channel, frames, arrived } = guest(`
      end.send(new Uint8Array(1), false);
      const got = [];
      for (let number = 0; number < 600; number += 1) {
        got.push(Uint8Array.from(end.receiveSync()));
        if (number === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      }
      for (const each of got) end.send(each, false);
      end.listen(() => {}, () => {});`);
    for (const each of expected) channel.send(Uint8Array.from(each), true);
    await arrived(601);
    expect(isExpected(frames.slice(1))).toBe(true);
  });

  test('at a guest when nothing runs', async () => {
    const { channel, frames, arrived } = guest(
      `end.listen((each) => end.send(Uint8Array.from(each), false), () => {});`,
    );
    for (const each of expected) channel.send(Uint8Array.from(each), false);
    await arrived(600);
    expect(isExpected(frames)).toBe(true);
  });

  test('through a ring that has gone round and round', () => {
    const memory = newMemory();
    const { port1, port2 } = new MessageChannel();
    const out = new Sender(memory, toHost, port1);
    const into = new Receiver(memory, toHost, port2, 2 ** 20);
    for (let number = 0; number < 5000; number += 1) {
      const sent = frame(number, 4 + ((number * 977) % 9000));
      expect(out.put(sent)).toBe(true);
      const got = into.next();
      if (got === undefined || Buffer.compare(got, sent) !== 0) throw new Error(`frame ${number} is not what was sent`);
    }
    expect(into.next()).toBeUndefined();
  });
});

describe('who waits', () => {
  test('gets what is for it, and nothing that is for later', async () => {
    const { frames, arrived } = guest(
      `
      end.listen((each) => end.send(Uint8Array.of(3, each[0]), false), () => {});
      setTimeout(() => {
        end.send(Uint8Array.of(1), false);
        end.send(Uint8Array.of(2, end.receiveSync()[0]), false);
        const until = Date.now() + 50;
        while (Date.now() < until);
        end.send(Uint8Array.of(2, 0), false);
      });`,
      ([kind], channel) => {
        if (kind !== 1) return;
        channel.send(Uint8Array.of(40), false);
        channel.send(Uint8Array.of(41), true);
      },
    );
    await arrived(4);
    expect(frames.map((each) => [...each])).toEqual([[1], [2, 41], [2, 0], [3, 40]]);
  });

  test('ten thousand times, has each time the answer to its own call', { timeout: 30_000 }, async () => {
    const { frames, arrived } = guest(
      `
      let wrong = 0;
      for (let call = 0; call < 10000; call += 1) {
        const bytes = new Uint8Array(8);
        new DataView(bytes.buffer).setUint32(0, call);
        end.send(bytes, true);
        const answer = end.receiveSync();
        if (new DataView(answer.buffer, answer.byteOffset).getUint32(0) !== call + 1) wrong += 1;
      }
      end.send(Uint8Array.of(wrong === 0 ? 1 : 2), false);
      end.listen(() => {}, () => {});`,
      (each, channel) => {
        if (each.length === 1) return;
        const answer = new Uint8Array(8);
        const call = new DataView(each.buffer, each.byteOffset).getUint32(0);
        new DataView(answer.buffer).setUint32(0, call + 1);
        channel.send(answer, true);
      },
    );
    await arrived(10_001);
    expect([...(frames.at(-1) ?? [])]).toEqual([1]);
  });

  test('is ended by a stop of its thread', async () => {
    const { worker, closed: end, arrived } = guest('end.send(new Uint8Array(1), false); end.receiveSync();');
    await arrived(1);
    await wait(20);
    const begun = performance.now();
    await worker.terminate();
    expect(performance.now() - begun).toBeLessThan(1000);
    expect((await end).message).toBe('it has exited');
  });

  test.each([
    [10_000, 6],
    [1_000_000, 1],
  ])(
    'for room is ended by a stop of its thread, and the host has no more than the ring, and one large frame',
    async (length, most) => {
      const worker = new Worker(program, { workerData: `for (;;) end.send(new Uint8Array(${length}), false);` });
      workers.push(worker);
      // Nobody listens, so nobody reads.
      const unread = new ThreadHostEnd(worker);
      await wait(200);
      const begun = performance.now();
      await worker.terminate();
      expect(performance.now() - begun).toBeLessThan(1000);
      const found: number[] = [];
      const end = new Promise((resolve) => {
        unread.listen((each) => found.push(each.length), resolve);
      });
      unread.finish(new Error('gone'));
      await end;
      expect(found).toEqual(Array.from({ length: most }, () => length));
    },
  );
});

describe('before and after', () => {
  test('what a guest sends before its host is there waits for it, and so does a call', async () => {
    const worker = new Worker(program, {
      workerData: `
        end.send(Uint8Array.of(1), false);
        end.send(Uint8Array.of(2), true);
        end.send(Uint8Array.from(end.receiveSync()), false);
        end.listen(() => {}, () => {});`,
    });
    workers.push(worker);
    await wait(150);
    const channel = new ThreadHostEnd(worker);
    const got: number[] = [];
    await new Promise<void>((resolve) => {
      channel.listen(
        ([first = 0]) => {
          got.push(first);
          if (first === 2) channel.send(Uint8Array.of(3), true);
          if (first === 3) resolve();
        },
        () => undefined,
      );
    });
    expect(got).toEqual([1, 2, 3]);
  });

  test.each([
    [
      'that waits',
      'end.listen(() => {}, () => {}); end.send(new Uint8Array(1), false); try { end.receiveSync() } catch (error) { tell(error) }',
    ],
    ['that has nothing to do', 'end.listen(() => {}, tell); end.send(new Uint8Array(1), false);'],
    [
      'that waits for room',
      'end.send(new Uint8Array(1), false); for (let n = 0; n < 100000; n++) end.send(new Uint8Array(8), false); tell(new Error("the host has gone"))',
    ],
  ])('a guest %s is told that its host has closed', async (_how, source) => {
    const worker = new Worker(program, {
      workerData: `const tell = (error) => console.log(error.message); ${source}`,
      stdout: true,
    });
    workers.push(worker);
    const said = new Promise<string>((resolve) => {
      worker.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
    });
    const channel = new ThreadHostEnd(worker);
    let ends = 0;
    channel.listen(
      () => {
        setTimeout(() => channel.close(), 20);
        const until = performance.now() + 60;
        while (performance.now() < until);
      },
      () => (ends += 1),
    );
    expect(await said).toBe('the host has gone');
    // Who closes is not told of it.
    expect(ends).toBe(0);
  });

  test('a host is told that its guest has closed, after all that it had sent', async () => {
    const { frames, closed: end } = guest(
      'for (let n = 0; n < 5000; n++) end.send(Uint8Array.of(n), false); end.close(); setInterval(() => {}, 1000);',
    );
    expect((await end).message).toBe('the other side of the wall has gone');
    expect(frames.length).toBe(5000);
  });

  test('a host is told that its guest has exited, after all that it had sent', async () => {
    const { frames, closed: end } = guest(
      'for (let n = 0; n < 1000; n++) end.send(Uint8Array.of(n), false); process.exit(0);',
    );
    expect((await end).message).toBe('it has exited');
    expect(frames.length).toBe(1000);
  });

  test('bytes that a guest has not read are counted, whatever way they go, until it has', async () => {
    const { channel, arrived } = guest(`
      end.send(Uint8Array.of(0), false);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
      end.receiveSync();
      end.receiveSync();
      end.listen(() => end.send(Uint8Array.of(1), false), () => {});`);
    await arrived(1);
    channel.send(new Uint8Array(100), true);
    channel.send(new Uint8Array(1_000_000), true);
    channel.send(new Uint8Array(10_000), false);
    expect(channel.backlog).toBe(1_010_100);
    await arrived(2);
    expect(channel.backlog).toBe(0);
  });
});

test('a flood of frames leaves the host time for all else', async () => {
  const { arrived, channel } = guest('for (;;) end.send(new Uint8Array(8), false);', () => {
    const until = performance.now() + 0.2;
    while (performance.now() < until);
  });
  await arrived(1);
  const lags: number[] = [];
  for (let turn = 0; turn < 20; turn += 1) {
    const begun = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await wait(1);
    lags.push(performance.now() - begun);
  }
  lags.sort((one, other) => one - other);
  expect(lags[10]).toBeLessThan(20);
  channel.close();
});
