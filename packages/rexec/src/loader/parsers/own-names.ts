/**
 * Names of ours in the text around a module, which the module must not meet.
 *
 * Invariant: no identifier in the module's text is one of them, so that what is put around it is out of its reach.
 */

/** A name may be written with escapes: `\\u0024` is `$`. */
const unescaped = (text: string): string =>
  text.replaceAll(/\\u(?:\{0*([\da-f]{1,6})\}|([\da-f]{4}))/giu, (escape, braced?: string, plain?: string) => {
    const code = Number.parseInt(braced ?? plain ?? '', 16);
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : escape;
  });

/** The beginning of names that nothing in the text has, however it is spelled. */
export const unusedPrefix = (text: string): string => {
  const plain = text.includes('\\u') ? unescaped(text) : '';
  for (let count = 0; ; count += 1) {
    const prefix = `$${count === 0 ? '' : count}$`;
    if (!text.includes(prefix) && !plain.includes(prefix)) return prefix;
  }
};
