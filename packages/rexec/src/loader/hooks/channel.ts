/**
 * What carries requests for modules to another process and the answers back, and one made of a Node socket.
 *
 * Trusts: the other side with nothing. Invariant of the socket's: no more is held of what comes than one message of the
 * size that is allowed, whatever its length says.
 */
import { type NetConnectOpts, type Socket, connect } from 'node:net';

/** What a channel tells. */
export interface ChannelListeners {
  /** A message has come. */
  readonly message: (message: unknown) => void;
  /** No more will come. */
  readonly close: (reason: string) => void;
}

/** Carries messages: plain JSON data, each whole and in order. */
export interface Channel {
  /** Sends one message. A promise, where there is one, is kept once there is room for the next. */
  send(message: object): void | Promise<void>;
  /** Called once, before anything is sent. */
  listen(listeners: ChannelListeners): void;
  close(): void;
  /** Whether someone waits for an answer: an idle channel should keep no process alive. */
  busy?(isBusy: boolean): void;
}

/**
 * Opens a channel; called again whenever the last one has closed and there is something to ask.
 *
 * @param signal - says that nobody waits for it any more.
 */
export type Connect = (signal: AbortSignal) => Channel | Promise<Channel>;

/** How much a socket may carry. */
export interface SocketOptions {
  /** The longest message, in bytes. 96 MiB: the longest module in base64. */
  readonly maxFrameBytes?: number;
}

const headerBytes = 4;
const mostFrameBytes = 96 * 1024 * 1024;

/**
 * A channel over a socket: each message as JSON, after its length in four bytes, big-endian.
 *
 * @param socket - connected; the channel's own from now on.
 */
export const socketChannel = (socket: Socket, { maxFrameBytes = mostFrameBytes }: SocketOptions = {}): Channel => {
  let chunks: Buffer[] = [];
  let held = 0;
  let listeners: ChannelListeners | undefined;
  let reason = 'the connection was closed';

  const end = (why: string): void => {
    reason = why;
    chunks = [];
    held = 0;
    socket.destroy();
  };
  /** The next bytes that came, taken away; they are there. */
  const take = (length: number): Buffer => {
    const all = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
    held -= length;
    chunks = held === 0 ? [] : [all.subarray(length)];
    return all.subarray(0, length);
  };
  let length: number | undefined;
  const nextFrame = (): Buffer | undefined => {
    if (length === undefined && held >= headerBytes) length = take(headerBytes).readUInt32BE();
    if (length === undefined || length > maxFrameBytes || held < length) return undefined;
    const frame = take(length);
    length = undefined;
    return frame;
  };
  const receive = (chunk: Buffer): void => {
    chunks.push(chunk);
    held += chunk.length;
    for (let frame = nextFrame(); frame !== undefined && !socket.destroyed; frame = nextFrame()) {
      let message: unknown;
      try {
        message = JSON.parse(frame.toString());
      } catch {
        end('a message came that is no JSON');
        return;
      }
      listeners?.message(message);
    }
    if (length !== undefined && length > maxFrameBytes)
      end(`a message came of ${length} bytes: ${maxFrameBytes} is the most`);
  };

  socket.on('error', (error: Error & { code?: string }) => {
    reason = `the connection failed (${error.code ?? error.message})`;
  });
  return {
    send(message) {
      const body = Buffer.from(JSON.stringify(message));
      if (body.length > maxFrameBytes)
        throw new RangeError(`the message has ${body.length} bytes: ${maxFrameBytes} is the most`);
      const header = Buffer.alloc(headerBytes);
      header.writeUInt32BE(body.length);
      if (!socket.writable || socket.write(Buffer.concat([header, body]))) return undefined;
      return new Promise((resolve) => {
        const done = (): void => {
          socket.off('drain', done);
          socket.off('close', done);
          resolve();
        };
        socket.on('drain', done);
        socket.on('close', done);
      });
    },
    listen(given) {
      listeners = given;
      socket.on('data', receive);
      socket.on('close', () => {
        given.close(reason);
      });
      if (socket.destroyed) given.close(reason);
    },
    close() {
      end('the connection was closed');
    },
    busy(isBusy) {
      if (isBusy) socket.ref();
      else socket.unref();
    },
  };
};

/**
 * Connects by a socket, over TCP or a local path.
 *
 * @param address - as `net.connect` takes it: `{ port }`, `{ host, port }`, `{ path }`.
 * @example
 * rpcHooks(overSocket({ path: '/run/modules.sock' }));
 */
export const overSocket =
  (address: NetConnectOpts, options?: SocketOptions): Connect =>
  async (signal) =>
    await new Promise((resolve, reject) => {
      const socket = connect({ ...address, signal } as NetConnectOpts);
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        socket.setNoDelay(true);
        resolve(socketChannel(socket, options));
      });
    });
