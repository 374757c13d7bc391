/** A host, and a guest in a process of its own, with pipes between them. */
import { createMembrane } from '@padded-cell/bastion/membrane';
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Peer, type PeerOptions } from '../../src/wall/peer/peer.js';
import { HostEnd } from '../../src/wall/pipe/host-end.js';

type Anything = any;

const program = fileURLToPath(new URL('fixtures/guest.mjs', import.meta.url));

export interface Child {
  readonly process: ChildProcess;
  readonly peer: Peer;
  /** Has the guest run a function's body, which has a value of the host's as `host`. */
  readonly run: (source: string, value?: unknown) => Promise<Anything>;
  readonly ended: Promise<Error>;
}

export const startChild = (options: Partial<PeerOptions> = {}, flags: readonly string[] = []): Child => {
  const child = spawn(process.execPath, [...flags, program], {
    env: {},
    stdio: ['pipe', 'ignore', 'inherit', 'pipe', 'pipe'],
  });
  const [ordinary, , , waited, from] = child.stdio as unknown as readonly (Readable & Writable)[];
  const membrane = createMembrane();
  let resolve!: (reason: Error) => void;
  const ended = new Promise<Error>((settle) => (resolve = settle));
  const channel = new HostEnd({
    from: from as Readable,
    waited: waited as Writable,
    ordinary: ordinary as Writable,
  });
  const peer = new Peer({ channel, side: 'host', onEnd: resolve, ...options });
  return {
    process: child,
    peer,
    ended,
    run: async (source, value) => {
      try {
        return membrane.up(await peer.call('run', source, membrane.down(value)));
      } catch (error) {
        throw membrane.thrownUp(error);
      }
    },
  };
};
