/**
 * What is claimed of a package: a program that uses it, what the program needs of a policy, what it gives, and what of the
 * package a cell refuses. The tests hold each claim to be true and each need to be one; the table in docs/packages.md is
 * made of the same.
 */

/** Lines that packages have of their own. */
type PackageNeeds = Readonly<Partial<Record<ListLine, readonly string[]>>>;

export const listLines = ['okBuiltinModules', 'okSysNames', 'okPosixNames'] as const;
type ListLine = (typeof listLines)[number];

/** Lines of a policy. What is granted to a package is granted to its cell too, for no package has more. */
export interface Needs {
  readonly clock?: { readonly fixed: number };
  readonly random?: { readonly seed: number };
  readonly intl?: { readonly locale: string; readonly timeZone: string };
  /** Not a line but an option of the cell: which builds of packages, in place of Node's. */
  readonly conditions?: readonly string[];
  readonly packages?: Readonly<Record<string, PackageNeeds>>;
}

/** What of a package does not run. */
interface Refused {
  /** As the table has it. */
  readonly what: string;
  /** A program that tries it. */
  readonly tries: string;
  /** What it is tried with, where that is not what the claim needs. */
  readonly needs?: Needs;
  /** A part of the error's message. */
  readonly error: string;
  /** Why it is so, as the table has it. */
  readonly why: string;
}

/** A claim. */
export interface Claim {
  /** A module in programs/, without its extension: it exports by default what `gives` says. */
  readonly program: string;
  /** The packages that the program shows, by name. */
  readonly packages: readonly string[];
  readonly needs?: Needs;
  /** Undefined where the program does not run: `refused` says so. */
  readonly gives?: unknown;
  readonly refused?: readonly Refused[];
}

/** One thing that is needed: the line as a policy has it, what it has to have, and the needs without it. */
export interface Need {
  readonly line: string;
  readonly item: string;
  readonly without: Needs;
}

const packageLine = (name: string, line: string): string =>
  /^\w+$/u.test(name) ? `packages.${name}.${line}` : `packages["${name}"].${line}`;

/** Each thing that is needed. */
export const needsOf = (needs: Needs = {}): Need[] => {
  const { packages = {} } = needs;
  const each: Need[] = [];
  for (const line of ['clock', 'random', 'intl', 'conditions'] as const) {
    const { [line]: held, ...without } = needs;
    if (held !== undefined) each.push({ line, item: Array.isArray(held) ? held.join(', ') : '', without });
  }
  for (const [name, lines] of Object.entries(packages)) {
    for (const line of listLines) {
      for (const item of lines[line] ?? []) {
        const less = (lines[line] ?? []).filter((other) => other !== item);
        const without = { ...needs, packages: { ...packages, [name]: { ...lines, [line]: less } } };
        each.push({ line: packageLine(name, line), item, without });
      }
    }
  }
  return each;
};
