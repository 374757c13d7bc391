// Modules from another process: it is killed and started again, it lies, it floods, it is gone.
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Channel, memoryHooks, overSocket, rpcHooks, serveHooks, socketChannel } from '@padded-cell/rexec';
import { afterEach, describe, expect, test } from 'vitest';

const ends: (() => unknown)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

type Answers = (request: { id: number; ask: string; name: string }, channel: Channel, socket: Socket) => void;

/** A server that answers as it is told to, by its port. */
const lying = async (answers: Answers): Promise<number> => {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    const channel = socketChannel(socket);
    channel.listen({
      message: (request) => {
        answers(request as never, channel, socket);
      },
      close: () => undefined,
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
};

const hooksFor = (
  port: number,
  options: Parameters<typeof rpcHooks>[1] = { timeMs: 2000 },
): ReturnType<typeof rpcHooks> => {
  const hooks = rpcHooks(overSocket({ port, host: '127.0.0.1' }), options);
  ends.push(() => {
    hooks.close();
  });
  return hooks;
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('a server that breaks the protocol', () => {
  test.each<[string, Answers, string]>([
    ['an id that nobody asked with', ({ id }, channel) => channel.send({ id: id + 1, value: null }), 'no open request'],
    ['no id', (_, channel) => channel.send({ value: null }), 'no answer'],
    ['an id that is text', ({ id }, channel) => channel.send({ id: String(id), value: null }), 'no answer'],
    ['null', (_, channel) => channel.send(null as never), 'no answer'],
    ['no value', ({ id }, channel) => channel.send({ id }), 'no content'],
    ['a number', ({ id }, channel) => channel.send({ id, value: 5 }), 'no content'],
    ['bytes as an array', ({ id }, channel) => channel.send({ id, value: { base64: [1, 2] } }), 'no content'],
    ['what is no base64', ({ id }, channel) => channel.send({ id, value: { base64: 'ab%d' } }), 'no base64'],
    ['half of base64', ({ id }, channel) => channel.send({ id, value: { base64: 'abcde' } }), 'no base64'],
    [
      'more than the most',
      ({ id }, channel) => channel.send({ id, value: { base64: base64('x'.repeat(104)) } }),
      'more than 100 bytes',
    ],
    [
      'a refusal with odd parts',
      ({ id }, channel) => channel.send({ id, refusal: { why: { a: 1 }, policyLine: 7 } }),
      'refuses it',
    ],
    [
      'a refusal that would draw on a terminal',
      ({ id }, channel) => channel.send({ id, refusal: { why: 'no\u001b[2J' } }),
      'no\\u{1b}[2J',
    ],
    ['text that is no JSON', (_, __, socket) => socket.write(Buffer.from('\0\0\0\u0003{"a')), 'is no JSON'],
    [
      'a message that says it is huge',
      (_, __, socket) => socket.write(Buffer.from([255, 255, 255, 255, 1])),
      'is the most',
    ],
  ])('by %s is told so, and gives nothing', async (_, answers, why) => {
    const hooks = hooksFor(await lying(answers), { timeMs: 300, maxBytes: 100 });
    await expect(hooks.read('a.js')).rejects.toMatchObject({
      code: 'ERR_IMPORT',
      message: expect.stringContaining(why) as string,
    });
  });

  test('by another kind and another name is told so', async () => {
    const hooks = hooksFor(await lying(({ id }, channel) => channel.send({ id, value: { toString: 'file' } })));
    await expect(hooks.exists('a.js')).rejects.toThrow('neither file nor directory');
    await expect(hooks.canonical('a.js')).rejects.toThrow('no name');
  });

  test('by answering twice: the first answer counts, and who waits next is not given the second', async () => {
    const hooks = hooksFor(
      await lying(({ id, name }, channel) => {
        void channel.send({ id, value: { base64: base64(name) } });
        if (name === 'a.js') void channel.send({ id, value: { base64: base64('again') } });
      }),
    );
    expect(Buffer.from((await hooks.read('a.js'))?.bytes as Uint8Array).toString()).toBe('a.js');
    const next = await hooks.read('b.js').then((found) => Buffer.from(found?.bytes as Uint8Array).toString(), String);
    expect(next).toMatch(/^b\.js$|broke the protocol/u);
  });

  test('answers in any order, in pieces of any size', async () => {
    const held: number[] = [];
    const hooks = hooksFor(
      await lying(({ id, name }, _, socket) => {
        held.push(id);
        const body = Buffer.from(JSON.stringify({ id, value: { base64: base64(name) } }));
        const header = Buffer.alloc(4);
        header.writeUInt32BE(body.length);
        for (const byte of Buffer.concat([header, body])) socket.write(Buffer.from([byte]));
      }),
    );
    const all = await Promise.all(['a', 'b', 'c'].map((name) => hooks.read(name)));
    expect(all.map((found) => Buffer.from(found?.bytes as Uint8Array).toString())).toEqual(['a', 'b', 'c']);
  });
});

test('a server that takes connections and drops them is not asked without pause', async () => {
  let connections = 0;
  const port = await lying((_, __, socket) => {
    connections += 1;
    socket.destroy();
  });
  const hooks = hooksFor(port, { timeMs: 600 });
  const guest = setInterval(() => void hooks.read('b.js').catch(() => undefined), 5);
  await expect(hooks.read('a.js')).rejects.toThrow('gave no answer within 600 ms');
  clearInterval(guest);
  // Pauses of 25, 50, 100, … ms, each at least half of it; the guest asks more than a hundred times meanwhile.
  expect(connections).toBeLessThan(12);
  expect(connections).toBeGreaterThan(1);
});

test('who waits for a server that is not there is told so, and why; closed is closed', async () => {
  const port = await lying(() => undefined);
  for (const end of ends.splice(0)) end();
  const hooks = hooksFor(port, { timeMs: 200 });
  await expect(hooks.read('a.js')).rejects.toThrow(
    /no answer within 200 ms \(it cannot be reached: ECONNREFUSED\); is it running/u,
  );
  const waiting = hooks.read('b.js');
  hooks.close();
  await expect(waiting).rejects.toThrow('closed by this program');
  await expect(hooks.read('c.js')).rejects.toThrow('closed by this program');
});

test('a server that has hung is left for a new connection', async () => {
  let connections = 0;
  const sockets = new Set<Socket>();
  const port = await lying(({ id }, channel, socket) => {
    if (!sockets.has(socket)) connections += 1;
    sockets.add(socket);
    // The first connection never answers.
    if (connections > 1) void channel.send({ id, value: { base64: '' } });
  });
  const hooks = hooksFor(port, { timeMs: 150 });
  await expect(hooks.read('a.js')).rejects.toThrow('no answer within');
  expect(await hooks.read('a.js')).toMatchObject({ bytes: Buffer.alloc(0) });
});

test('whoever sends what is no request is hung up on, and the server lives', async () => {
  const server = createServer((socket) => {
    serveHooks(memoryHooks({ 'a.js': 'a' }), socketChannel(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  ends.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  for (const message of [
    null,
    5,
    [],
    {},
    { id: 1 },
    { id: 1, ask: 'write', name: 'a.js' },
    { id: 1, ask: 'read', name: 5 },
  ]) {
    // oxlint-disable-next-line no-await-in-loop
    const channel = await overSocket({ port, host: '127.0.0.1' })(new AbortController().signal);
    // oxlint-disable-next-line no-await-in-loop
    const outcome = await new Promise((resolve) => {
      channel.listen({
        message: (answer) => {
          resolve(answer);
        },
        close: () => {
          resolve('closed');
        },
      });
      void channel.send(message as object);
    });
    expect([message, outcome]).toEqual([message, 'closed']);
  }
  expect(Buffer.from((await hooksFor(port).read('a.js'))?.bytes as Uint8Array).toString()).toBe('a');
});

/** A process that serves one module by the protocol written by hand, so that the wire is held to its description. */
const program = `
  const { createServer } = require('node:net');
  const [path, delay, greeting] = process.argv.slice(1);
  require('node:fs').rmSync(path, { force: true });
  createServer((socket) => {
    let held = Buffer.alloc(0);
    socket.on('error', () => undefined).on('data', (chunk) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= 4 && held.length >= 4 + held.readUInt32BE()) {
        const { id, name } = JSON.parse(held.subarray(4, 4 + held.readUInt32BE()));
        held = held.subarray(4 + held.readUInt32BE());
        setTimeout(() => {
          const base64 = Buffer.from(greeting + name).toString('base64');
          const body = Buffer.from(JSON.stringify({ id, value: { base64 } }));
          const header = Buffer.alloc(4);
          header.writeUInt32BE(body.length);
          socket.write(Buffer.concat([header, body]));
        }, Number(delay));
      }
    });
  }).listen(path, () => console.log('ready'));`;

const start = async (path: string, delayMs: number, greeting: string): Promise<ChildProcess> => {
  const child = spawn(process.execPath, ['-e', program, path, String(delayMs), greeting], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  ends.push(() => child.kill('SIGKILL'));
  await new Promise((resolve) => {
    child.stdout?.once('data', resolve);
  });
  return child;
};

test('a server process that is killed in the middle and started again answers what was asked of the first', async () => {
  const path = join(tmpdir(), `rexec-rpc-${process.pid}.sock`);
  ends.push(() => {
    rmSync(path, { force: true });
  });
  const first = await start(path, 60_000, 'first ');
  const hooks = rpcHooks(overSocket({ path }), { timeMs: 15_000 });
  ends.push(() => {
    hooks.close();
  });
  const waiting = Promise.all(['a.js', 'b.js', 'c.js'].map((name) => hooks.read(name)));
  await new Promise((resolve) => {
    setTimeout(resolve, 100);
  });
  first.kill('SIGKILL');
  await new Promise((resolve) => {
    setTimeout(resolve, 200);
  });
  await start(path, 0, 'second ');
  const found = (await waiting).map((each) => Buffer.from(each?.bytes as Uint8Array).toString());
  expect(found).toEqual(['second a.js', 'second b.js', 'second c.js']);
}, 30_000);

test('an idle connection keeps no process alive', async () => {
  const path = join(tmpdir(), `rexec-idle-${process.pid}.sock`);
  await start(path, 0, '');
  const from = new URL('../../src/loader/hooks/', import.meta.url).href.replace('/src/', '/dist/');
  const client = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { rpcHooks } from '${from}rpc.js'; import { overSocket } from '${from}channel.js';
       const found = await rpcHooks(overSocket({ path: ${JSON.stringify(path)} })).read('a.js');
       console.log(Buffer.from(found.bytes).toString());`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  ends.push(() => client.kill('SIGKILL'));
  let output = '';
  client.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const status = await new Promise((resolve) => {
    client.once('close', resolve);
  });
  expect([status, output]).toEqual([0, 'a.js\n']);
}, 20_000);
