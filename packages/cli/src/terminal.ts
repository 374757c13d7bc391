/**
 * Text of a guest's, made fit for a terminal and for lines of ours.
 *
 * Invariant: what comes out has no control character but line feeds and tabs, so that a guest can't move the cursor,
 * set a title, reach the clipboard or turn text round; and each character is one still, so that columns stay.
 */

/** The text with a picture in place of each character that a terminal would act on. */
export const visible = (text: string): string =>
  text.replaceAll(
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => {
      const code = character.codePointAt(0) ?? 0;
      return code < 0x20 ? String.fromCodePoint(0x2400 + code) : '\ufffd';
    },
  );

/** The same for a text that goes to a terminal; where it goes elsewhere, it is what it is. */
export const forStream = (text: string, stream: { readonly isTTY?: boolean }): string =>
  stream.isTTY === true ? visible(text) : text;
