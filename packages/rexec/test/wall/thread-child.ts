/** What child.ts gives, with a thread in the place of the process. */
import { createMembrane } from '@padded-cell/bastion/membrane';
import type { ChildProcess } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { Peer } from '../../src/wall/peer/peer.js';
import { ThreadHostEnd } from '../../src/wall/thread/host-end.js';
import type { Child, startChild } from './child.js';

const program = new URL('fixtures/guest.mjs', import.meta.url);

export const startThread: typeof startChild = (options) => {
  const worker = new Worker(program, { env: {} });
  const membrane = createMembrane();
  let resolve!: (reason: Error) => void;
  const ended = new Promise<Error>((settle) => (resolve = settle));
  const channel = new ThreadHostEnd(worker);
  worker.once('exit', () => channel.finish(new Error('the other side of the wall has gone')));
  const peer = new Peer({ channel, side: 'host', onEnd: resolve, ...options });
  const kill = (): boolean => {
    void worker.terminate();
    return true;
  };
  return {
    process: Object.assign(worker, { kill }) as unknown as ChildProcess,
    peer,
    ended,
    run: async (source, value) => {
      try {
        return membrane.up(await peer.call('run', source, membrane.down(value)));
      } catch (error) {
        throw membrane.thrownUp(error);
      }
    },
  } satisfies Child;
};
