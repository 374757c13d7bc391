/** A module that the host makes in a cell beyond a wall: set, and read, by calls that take their time. */

type Ask = (what: string, ...args: readonly unknown[]) => Promise<unknown>;

/** What `addModule` of a `RemoteRExec` gives: the module of a name, as guests import it. */
export class RemoteModule {
  /** The name that guests import it by. */
  readonly name: string;
  readonly #ask: Ask;
  readonly #down: (value: unknown) => unknown;

  /** @internal */
  constructor(name: string, ask: Ask, down: (value: unknown) => unknown) {
    this.name = name;
    this.#ask = ask;
    this.#down = down;
  }

  /** The names of what it has. */
  async names(): Promise<readonly string[]> {
    return (await this.#ask('moduleNames', this.name)) as readonly string[];
  }

  /** What it has by a name; undefined where there is nothing. */
  async get(key: string): Promise<unknown> {
    return await this.#ask('moduleGet', this.name, key);
  }

  /** Sets something in it: the value crosses now, and who has imported the name sees it from now on. */
  async set(key: string, value: unknown): Promise<void> {
    await this.#ask('moduleSet', this.name, key, this.#down(value));
  }

  /** Takes something out of it. */
  async delete(key: string): Promise<void> {
    await this.#ask('moduleDelete', this.name, key);
  }
}
