/**
 * Modules from another process, asked over any channel.
 *
 * Trusts: the server for the content of modules, and with nothing else. Invariants: an answer counts once, for a
 * request that was sent on its own connection; what it has is checked before anyone waits no more; a server that breaks
 * the protocol ends its connection and fails who waits, and one that is gone does so after the time limit. Requests only
 * read, so each is asked again on a new connection where the last one broke.
 */
import { ImportError, printable } from '../../errors/index.js';
import { mostBytes } from './checked.js';
import type { Found, Kind, RHooks } from './hooks.js';
import { namesByText } from './names.js';
import type { Connect } from './channel.js';
import { Connection } from './rpc-connection.js';

/** How long and how much to wait for. */
export interface RpcOptions {
  /** The longest wait for one answer, in milliseconds, connecting and connecting again included. 10 seconds. */
  readonly timeMs?: number;
  /** The longest file, in bytes. */
  readonly maxBytes?: number;
}

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

/** Reads modules by asking another process. */
export class RpcHooks implements RHooks {
  readonly #connection: Connection;
  readonly #maxBytes: number;

  constructor(connect: Connect, { timeMs = 10_000, maxBytes = mostBytes }: RpcOptions = {}) {
    if (typeof connect !== 'function') throw new TypeError('rpcHooks takes a function that opens a channel');
    this.#connection = new Connection(connect, timeMs);
    this.#maxBytes = maxBytes;
  }

  /** {@inheritDoc RHooks.resolve} */
  resolve(specifier: string, importer: string | undefined): readonly string[] {
    return namesByText(specifier, importer);
  }

  /** {@inheritDoc RHooks.read} */
  async read(name: string): Promise<Found | undefined> {
    const value = await this.#ask('read', name);
    if (value === null) return undefined;
    const base64 = fieldOf(value, 'base64');
    if (typeof base64 !== 'string') return this.#bad(name, 'no content');
    if (base64.length > Math.ceil(this.#maxBytes / 3) * 4) return this.#bad(name, `more than ${this.#maxBytes} bytes`);
    // What is no base64 would be skipped, and the rest be another file than the server has.
    if (base64.length % 4 !== 0 || !/^[A-Za-z\d+/]*={0,2}$/u.test(base64)) return this.#bad(name, 'no base64');
    // The types of the others are for whoever checks hooks: they are optional, and a server's null is none.
    const [type, oneName] = [fieldOf(value, 'type') ?? undefined, fieldOf(value, 'name') ?? undefined];
    return { bytes: Buffer.from(base64, 'base64'), type, name: oneName } as Found;
  }

  /** {@inheritDoc RHooks.exists} */
  async exists(name: string): Promise<Kind | undefined> {
    const value = await this.#ask('exists', name);
    if (value === null) return undefined;
    return value === 'file' || value === 'directory' ? value : this.#bad(name, 'neither file nor directory');
  }

  /** {@inheritDoc RHooks.canonical} */
  async canonical(name: string): Promise<string> {
    const value = await this.#ask('canonical', name);
    return typeof value === 'string' ? value : this.#bad(name, 'no name');
  }

  /** Closes the connection for good; who waits for an answer gets an error. */
  close(): void {
    this.#connection.close();
  }

  /** As {@link RpcHooks.close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  async #ask(ask: 'canonical' | 'exists' | 'read', name: string): Promise<unknown> {
    const answer = await this.#connection.ask(ask, name);
    const refusal = fieldOf(answer, 'refusal');
    if (refusal === undefined) return fieldOf(answer, 'value');
    const [why, policyLine] = [fieldOf(refusal, 'why'), fieldOf(refusal, 'policyLine')];
    throw new ImportError({
      specifier: name,
      why: typeof why === 'string' ? printable(why) : 'the module server refuses it',
      policyLine: typeof policyLine === 'string' ? printable(policyLine) : undefined,
    });
  }

  #bad(name: string, what: string): never {
    const why = `the module server broke the protocol: it gave ${what} for '${printable(name)}'`;
    throw new ImportError({ specifier: name, why });
  }
}

/**
 * Hooks that ask another process for modules; `serveHooks` is the other side.
 *
 * Names are paths by their text: which there are, and what they lead to, the server says.
 *
 * @param connect - opens a channel: `overSocket({ port })`, or your own over a pipe, a port, a queue. It is called when
 * the first module is asked for, and again, with growing pauses, when the connection breaks while someone waits.
 * @example
 * const rex = new RExec({ hooks: rpcHooks(overSocket({ port: 7000 })) });
 */
export const rpcHooks = (connect: Connect, options?: RpcOptions): RpcHooks => new RpcHooks(connect, options);
