/**
 * A connection that is made when there is something to ask, and made again when it breaks while someone waits.
 *
 * Invariants: nobody waits longer than the time limit; an answer has to have the id of a request that was sent on the
 * same channel and not yet answered; between two attempts to connect lies a pause that grows, until an answer comes.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { ImportError, printable } from '../../errors/index.js';
import type { Channel, Connect } from './channel.js';

const shortestPauseMs = 25;
const longestPauseMs = 2000;

/** Someone who waits. */
interface Waiting {
  readonly request: { readonly id: number; readonly ask: string; readonly name: string };
  readonly settle: (answer: { readonly value: unknown } | { readonly why: string }) => void;
}

/** A channel that is open. */
interface Line {
  readonly channel: Channel;
  /** The ids that were sent on it and not answered, and when. */
  readonly sent: Map<number, number>;
  /** When something last came; 0 before. */
  heardAt: number;
}

/** Asks, and matches answers. */
export class Connection {
  readonly #connect: Connect;
  readonly #timeMs: number;
  readonly #waiting = new Map<number, Waiting>();
  #line: Line | undefined;
  #isConnecting = false;
  #hasClosed = false;
  #lastId = 0;
  #pauseMs = shortestPauseMs;
  /** When to try next, at the earliest. */
  #notBefore = 0;
  #trouble = 'there was no answer';

  constructor(connect: Connect, timeMs: number) {
    this.#connect = connect;
    this.#timeMs = timeMs;
  }

  /** The answer to one request, as it came. @throws ImportError where none comes */
  async ask(ask: string, name: string): Promise<unknown> {
    const refuse = (why: string): ImportError => new ImportError({ specifier: name, why });
    if (this.#hasClosed) throw refuse('the connection to the module server was closed by this program');
    this.#lastId += 1;
    const id = this.#lastId;
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#settle(id, {
          why: `the module server gave no answer within ${this.#timeMs} ms (${this.#trouble}); is it running?`,
        });
        if (this.#line !== undefined && this.#isDead(this.#line, id)) this.#hangUp('it does not answer');
      }, this.#timeMs);
      this.#waiting.set(id, {
        request: { id, ask, name },
        settle: (answer) => {
          clearTimeout(timer);
          if ('why' in answer) reject(refuse(answer.why));
          else resolve(answer.value);
        },
      });
      if (this.#line === undefined) void this.#keepConnecting();
      else this.#send(this.#line, id);
    });
  }

  /** Closes it for good. */
  close(): void {
    this.#hasClosed = true;
    this.#failAll('the connection to the module server was closed by this program');
    this.#hangUp('it was closed');
  }

  /** Whether a line may be dead without knowing it: nothing came since this was sent, for half of the limit at least. */
  #isDead({ sent, heardAt }: Line, id: number): boolean {
    const sentAt = sent.get(id) ?? Number.POSITIVE_INFINITY;
    return heardAt < sentAt && performance.now() - sentAt > this.#timeMs / 2;
  }

  #settle(id: number, answer: { readonly value: unknown } | { readonly why: string }): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#line?.channel.busy?.(false);
    waiting?.settle(answer);
  }

  #failAll(why: string): void {
    for (const id of this.#waiting.keys()) this.#settle(id, { why });
  }

  #hangUp(trouble: string): void {
    this.#trouble = trouble;
    const line = this.#line;
    this.#line = undefined;
    line?.channel.close();
    this.#lost();
  }

  /** The line is no more, or there was none to be had: the next attempt is made after a pause, for those who wait. */
  #lost(): void {
    // Not all clients of a server that restarts at the same instant.
    this.#notBefore = performance.now() + this.#pauseMs * (0.5 + Math.random() / 2);
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
    void this.#keepConnecting();
  }

  #send({ channel, sent }: Line, id: number): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    sent.set(id, performance.now());
    channel.busy?.(true);
    void (async () => {
      await channel.send(waiting.request);
    })().catch((error: unknown) => {
      this.#settle(id, { why: `the module server cannot be asked: ${printable((error as Error).message)}` });
    });
  }

  /** Tries until there is a line, or nobody waits. */
  async #keepConnecting(): Promise<void> {
    if (this.#isConnecting) return;
    this.#isConnecting = true;
    try {
      while (this.#line === undefined && this.#waiting.size > 0 && !this.#hasClosed) {
        // Who waits has a timer that keeps the process alive; the pauses by themselves do not.
        // oxlint-disable-next-line no-await-in-loop -- one attempt after another is the point
        await delay(Math.max(0, this.#notBefore - performance.now()), undefined, { ref: false });
        if (this.#waiting.size === 0) return;
        // oxlint-disable-next-line no-await-in-loop
        const channel = await this.#tryOnce();
        if (channel === undefined) this.#lost();
        else this.#open(channel);
      }
    } finally {
      this.#isConnecting = false;
    }
  }

  async #tryOnce(): Promise<Channel | undefined> {
    const tooLong = new AbortController();
    const opening = (async () => await this.#connect(tooLong.signal))();
    const timer = new AbortController();
    try {
      const channel = await Promise.race([
        opening,
        delay<undefined>(this.#timeMs, undefined, { ref: false, signal: timer.signal }),
      ]);
      if (channel !== undefined) return channel;
      this.#trouble = 'connecting takes too long';
      tooLong.abort();
      void opening.then(
        (late) => late.close(),
        () => undefined,
      );
    } catch (error) {
      const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
      this.#trouble = `it cannot be reached: ${printable(String(code ?? message))}`;
    } finally {
      timer.abort();
    }
    return undefined;
  }

  #open(channel: Channel): void {
    if (this.#hasClosed) {
      channel.close();
      return;
    }
    const line: Line = { channel, sent: new Map(), heardAt: 0 };
    this.#line = line;
    channel.listen({
      message: (message) => {
        if (this.#line === line) this.#receive(line, message);
      },
      close: (reason) => {
        if (this.#line !== line) return;
        this.#line = undefined;
        this.#trouble = reason;
        this.#lost();
      },
    });
    for (const id of this.#waiting.keys()) this.#send(line, id);
  }

  #receive(line: Line, message: unknown): void {
    line.heardAt = performance.now();
    const id: unknown = typeof message === 'object' && message !== null ? (message as { id?: unknown }).id : undefined;
    if (typeof id !== 'number' || !line.sent.delete(id)) {
      const what =
        typeof id === 'number' ? `an answer to ${id}, which is no open request` : 'something that is no answer';
      this.#failAll(`the module server broke the protocol: it sent ${what}`);
      this.#hangUp('it broke the protocol');
      return;
    }
    this.#pauseMs = shortestPauseMs;
    this.#settle(id, { value: message });
  }
}
