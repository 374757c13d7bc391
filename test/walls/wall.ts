/**
 * A cell on any wall, with one interface: that of a cell beyond a wall, where all takes its time. What a cell in this realm
 * gives at once is awaited, and nothing else is done to it.
 */
import { type RemoteRExec, RExec, type RExecOptions } from '@padded-cell/rexec';

/** A cell, on whichever wall. */
export type Cell = Pick<
  RemoteRExec<Record<string, unknown>>,
  Exclude<keyof RemoteRExec, 'ended' | 'nest' | 'usage' | typeof Symbol.asyncDispose>
> & {
  nest(...args: Parameters<RExec['nest']>): Promise<Cell>;
  usage(): Promise<ReturnType<RExec['usage']>>;
};

/** What stands between a host and its cells. */
export interface Wall {
  readonly wall: 'process' | 'realm' | 'thread';
  readonly make: (options?: RExecOptions, Class?: typeof RExec) => Promise<Cell>;
}

type Module = Record<string, unknown>;

const moduleInRealm = (name: string, module: Module): ReturnType<Cell['addModule']> =>
  ({
    name,
    names: async () => await Promise.resolve(Object.keys(module)),
    get: async (key: string) => await Promise.resolve(module[key]),
    set: async (key: string, value: unknown) => {
      module[key] = await Promise.resolve(value);
    },
    delete: async (key: string) => {
      // oxlint-disable-next-line typescript/no-dynamic-delete
      delete module[await Promise.resolve(key)];
    },
  }) as unknown as ReturnType<Cell['addModule']>;

const atOnce = new Set<PropertyKey>(['explain', 'rOpen']);

const inRealm = (rex: RExec): Cell =>
  new Proxy(rex, {
    get: (_, key) => {
      const held: unknown = Reflect.get(rex, key, rex);
      if (typeof held !== 'function') return held;
      const call = held as (...args: unknown[]) => unknown;
      if (key === 'addModule') return (name: string) => moduleInRealm(name, rex.addModule(name));
      if (atOnce.has(key)) return call.bind(rex);
      return async (...args: unknown[]) => {
        const given: unknown = await call.apply(rex, args);
        return given instanceof RExec ? inRealm(given) : given;
      };
    },
  }) as unknown as Cell;

/** Cells in this realm, which has to be locked down. */
export const realm: Wall = {
  wall: 'realm',
  make: async (options, Class = RExec) => await Promise.resolve(inRealm(new Class(options))),
};

const beyond = (wall: 'process' | 'thread'): Wall => ({
  wall,
  make: async (options, Class = RExec) => await Class.spawn({ ...options, wall }),
});

/** Cells in threads of their own. */
export const thread: Wall = beyond('thread');

/** Cells in processes of their own. */
export const process: Wall = beyond('process');
