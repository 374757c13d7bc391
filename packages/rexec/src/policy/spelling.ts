/**
 * The nearest correct spelling of a name, for errors. Pure; bounded, since what was written is untrusted.
 */
import leven from 'leven';

/** No name in the vocabulary is longer than this, and the distance costs the product of the lengths. */
const LONGEST = 48;

const plain = (name: string): string => name.replaceAll(/[-_\s]/g, '').toLowerCase();

/**
 * The candidate that was probably meant, or undefined if none is near. Case, underscores and hyphens count for
 * little: `ok_builtin_modules` is `okBuiltinModules`.
 */
export const nearest = (written: string, candidates: readonly string[]): string | undefined => {
  if (written.length > LONGEST) return undefined;
  const meant = plain(written);
  let best: string | undefined;
  // Up to a third of the letters may be wrong, two where two are swapped; a longer way is not a slip but another word.
  let bestDistance = Math.max(meant.length < 4 ? 1 : 2, Math.floor(meant.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = leven(meant, plain(candidate), { maxDistance: bestDistance });
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
};
