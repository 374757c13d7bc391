/** Cap'n Web: its own session over a MessagePort; between processes the same over their channel. */
import { RpcSession, newMessagePortRpcSession } from 'capnweb';
import { PortTransport } from '../peers/port-transport.mjs';
import { inProcess, inThread } from './started.mjs';

/**
 * @param {(program: string) => import('./started.mjs').Started} started
 * @param {(port: any) => any} connect
 */
const openWith = (started, connect) => () => ({
  /** @returns {Promise<import('./side.mjs').Side>} */
  start: async () => {
    const { port, end } = started('capnweb');
    const guest = connect(port);
    await guest.add(41);
    return {
      functions: async () => ({
        add: (number) => guest.add(number),
        take: (value) => guest.take(value),
        give: (kind, length) => guest.give(kind, length),
      }),
      end,
    };
  },
});

export const process = openWith(inProcess, (port) => new RpcSession(new PortTransport(port)).getRemoteMain());
export const thread = openWith(inThread, (port) => newMessagePortRpcSession(port));
