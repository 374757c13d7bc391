/**
 * What a loader asks of the world, and all of it: the names of modules, and their text.
 *
 * Invariant: a name is what the guest may see. It tells nothing of where the host keeps the file.
 */

/** The I/O of a loader. */
export interface Hooks {
  /**
   * The names that a specifier may mean, best first. Decides by the text alone.
   *
   * @param specifier - as it was written.
   * @param importer - the name of the module it was written in; undefined where the host asks.
   * @throws ImportError where it means nothing that the policy grants.
   */
  resolve(specifier: string, importer: string | undefined): readonly string[];
  /**
   * The text of a module, or undefined where there is none by this name.
   *
   * @throws ImportError where the policy does not grant what the name turns out to be.
   */
  read(name: string, asked: Asked): Promise<string | undefined>;
}

/** Who asked for what, for the message of a refusal. */
export interface Asked {
  readonly specifier: string;
  readonly importer: string | undefined;
}
