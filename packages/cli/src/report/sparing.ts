/**
 * Reports of what a guest does of its own accord, as many as somebody can read: it can reject a million promises.
 *
 * Invariant: what is left out is counted, and the count is told.
 */

const mostInOneSecond = 20;

/**
 * Makes a reporter.
 *
 * @param write - takes each text, whole lines.
 * @returns takes what makes the text of a report, which is only made where it is to be written.
 */
export const sparing = (write: (text: string) => void): ((textOf: () => Promise<string>) => void) => {
  let count = 0;
  let leftOut = 0;
  const begin = (): void => {
    setTimeout(() => {
      if (leftOut > 0) write(`rexec: and ${leftOut} more like these in that second\n`);
      count = 0;
      leftOut = 0;
    }, 1000).unref();
  };
  return (textOf) => {
    if (count === 0) begin();
    count += 1;
    if (count > mostInOneSecond) leftOut += 1;
    else void textOf().then(write);
  };
};
