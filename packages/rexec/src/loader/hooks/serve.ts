/**
 * The other side of `rpcHooks`: answers another process's requests for modules with the hooks it is given.
 *
 * Trusts: the one who asks with what these hooks have, and nothing else. Invariant: every request gets one answer, in
 * whatever order they come to be known; what is no request ends the connection.
 */
import pLimit from 'p-limit';
import type { ImportError } from '../../errors/index.js';
import type { Channel } from './channel.js';
import { checkedHooks } from './checked.js';
import type { CheckedHooks, RHooks } from './hooks.js';

const answerTo = async (hooks: CheckedHooks, ask: unknown, name: string): Promise<unknown> => {
  switch (ask) {
    case 'read': {
      const source = await hooks.read(name);
      if (source === undefined) return null;
      const { bytes, type, name: oneName } = source;
      return { base64: Buffer.from(bytes).toString('base64'), type, name: oneName };
    }
    case 'exists':
      return (await hooks.exists(name)) ?? null;
    case 'canonical':
      return await hooks.canonical(name);
    default:
      return undefined;
  }
};

/** Files read for one channel at a time; more wait, so that one who asks and does not listen fills no memory. */
const mostAtOnce = 16;
const mostWaiting = 10_000;

/**
 * Serves hooks over a channel until it closes.
 *
 * @param hooks - `fileHooks('./modules')`, or any others.
 * @param channel - `socketChannel(socket)` for each connection of a `net.Server`.
 * @example
 * createServer((socket) => serveHooks(fileHooks('./modules'), socketChannel(socket))).listen(7000);
 */
export const serveHooks = (hooks: RHooks, channel: Channel): void => {
  const checked = checkedHooks(hooks);
  const limit = pLimit(mostAtOnce);
  let isOpen = true;
  const send = async (answer: object): Promise<void> => {
    if (isOpen) await channel.send(answer);
  };
  const answer = async (id: number, ask: unknown, name: string): Promise<void> => {
    if (!isOpen) return;
    try {
      await send({ id, value: await answerTo(checked, ask, name) });
    } catch (error) {
      const { why, policyLine } = error as ImportError;
      await send({ id, refusal: { why, policyLine } });
    }
  };
  channel.listen({
    message(message) {
      const { id, ask, name } = (message ?? {}) as Readonly<Record<string, unknown>>;
      const isRequest =
        typeof id === 'number' &&
        typeof name === 'string' &&
        (ask === 'read' || ask === 'exists' || ask === 'canonical');
      if (!isRequest || limit.pendingCount >= mostWaiting) channel.close();
      else void limit(answer, id, ask, name).catch(() => channel.close());
    },
    close() {
      isOpen = false;
    },
  });
};
