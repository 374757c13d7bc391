/**
 * What is to be done when a signal is aborted. A signal has one listener of ours, however many jobs it is for: of more
 * than ten Node says that they leak.
 */
const calls = new WeakMap<AbortSignal, Set<(reason: unknown) => void>>();

const callsOf = (signal: AbortSignal): Set<(reason: unknown) => void> => {
  const known = calls.get(signal);
  if (known !== undefined) return known;
  const made = new Set<(reason: unknown) => void>();
  calls.set(signal, made);
  signal.addEventListener('abort', () => {
    for (const call of made) call(signal.reason);
  });
  return made;
};

/** Has something called with the reason. At once, where it is aborted already. @returns what takes that back */
export const onAbort = (signal: AbortSignal | undefined, call: (reason: unknown) => void): (() => void) => {
  if (signal === undefined) return () => undefined;
  if (signal.aborted) {
    call(signal.reason);
    return () => undefined;
  }
  const all = callsOf(signal);
  // Of its own, though the same function is given twice.
  const once = (reason: unknown): void => {
    all.delete(once);
    call(reason);
  };
  all.add(once);
  return () => {
    all.delete(once);
  };
};
