/**
 * A compiled program beyond a wall, as the host holds it: opaque, frozen, good for the cells of one process or thread, as
 * often as one likes.
 *
 * Invariant: what runs is what `compile` made; when nobody here has it any more, it is forgotten there.
 */
import type { Connection } from './connection.js';

const forgotten = new FinalizationRegistry<() => void>((forget) => {
  forget();
});

/** What `compile` of a `RemoteRExec` gives, for its `rEval`, `rExec` and `rExecAsync`. */
export class RemoteProgram {
  /** The file that its positions name. */
  readonly file: string;
  readonly #connection: Connection;
  readonly #number: number;
  readonly #method: string;

  /** @internal */
  constructor(connection: Connection, number: number, file: string, method: string) {
    this.#connection = connection;
    this.#number = number;
    this.#method = method;
    this.file = file;
    forgotten.register(this, () => {
      connection.call('forget', number).catch(() => undefined);
    });
    Object.freeze(this);
  }

  /** @internal What a source is known by beyond: its text, or a program's number. @throws TypeError for anything else */
  static numberOf(source: unknown, method: string, connection: Connection): number | string {
    if (typeof source === 'string') return source;
    if (typeof source !== 'object' || source === null || !(#number in source)) {
      throw new TypeError(`${method} takes source text, or a program that compile gave`);
    }
    if (source.#connection !== connection) {
      throw new TypeError('this program was compiled in another process or thread; compile it in this one');
    }
    if (source.#method !== method) {
      throw new TypeError(`this program was not compiled for ${method}: compile(source, '${method}') does that`);
    }
    return source.#number;
  }
}
