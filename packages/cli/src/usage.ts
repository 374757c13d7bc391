/** What is wrong with how the command was called: told in one line, with the way out; exit status 2. */

/** The status of a program that was called in a way it does not know. */
export const badUsage = 2;

/** The command was called with what it can't use. */
export class UsageError extends Error {
  /**
   * @param what - what is wrong, and why.
   * @param way - what to do instead.
   */
  constructor(what: string, way: string) {
    super(`${what}\n  ${way}`);
  }
}
