/**
 * The flags that stand for lines of a policy, made from the policy's own vocabulary: `--ok-path` is `okPath`.
 *
 * Invariant: a flag says what the line of that name says in a JSON file, and nothing it says is dropped: whatever is
 * wrong with a value is for the policy's validator to tell.
 */
import { type LimitName, type LineName, LIMITS, LINES } from '@padded-cell/rexec/policy';
import { type Command, Option } from 'commander';
import { UsageError } from '../usage.js';
import { isKept } from '../watch/limits.js';

/** Lines as a policy is written. */
export type Lines = { [Name in LineName]?: unknown };

/** These have values that no flag could have: what the host gives, and a policy for each package. */
const fileOnly: ReadonlySet<LineName> = new Set(['endowments', 'packages']);

/** Paths may have commas in them; names and hosts do not. */
const isPaths = (name: LineName): boolean => LINES[name].kind === 'paths';

const flagOf = (name: string): string => `--${name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;

/** The flag for a line, where it has one. */
export const flagFor = (line: string): string | undefined =>
  Object.hasOwn(LINES, line) && !fileOnly.has(line as LineName) ? flagOf(line) : undefined;

const pairsOf = (flag: string, text: string): Record<string, unknown> => {
  const pairs: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const part of text.split(',')) {
    const at = part.indexOf('=');
    if (at < 1) throw new UsageError(`${flag} ${text}: '${part}' is no name=value`, `see: rexec run --help`);
    const value = part.slice(at + 1);
    pairs[part.slice(0, at)] = flag === '--limits' && /^\d+$/u.test(value) ? Number(value) : value;
  }
  return pairs;
};

/** How the value of a flag is written, and what each of its uses adds to what was given before. */
const formOf = (name: LineName): { value: string; add: (text: string, before: unknown) => unknown } => {
  const { kind } = LINES[name];
  switch (kind) {
    case 'limits':
      return {
        value: '<name=value,…>',
        add: (text, before) => ({ ...(before as object | undefined), ...pairsOf(flagOf(name), text) }),
      };
    case 'clock':
      return { value: '<none|real|fixed=TIME>', add: (text) => pinned(name, text) };
    case 'random':
      return { value: '<none|real|seed=TEXT>', add: (text) => pinned(name, text) };
    case 'intl':
      return { value: '<none|real|locale=L,…>', add: (text) => pinned(name, text) };
    default:
      return {
        value: isPaths(name) ? '<path>' : '<name,…>',
        add: (text, before) => [
          ...((before as string[] | undefined) ?? []),
          // An empty value takes a line of the policy file back.
          ...(isPaths(name) ? [text] : text.split(',')).filter((each) => each !== ''),
        ],
      };
  }
};

const pinned = (name: LineName, text: string): unknown => (text.includes('=') ? pairsOf(flagOf(name), text) : text);

/** Up to so many names stand in the help; of more, examples do. */
const mostNames = 10;

/** What may stand in a flag's value. */
const choiceOf = (name: LineName): string => {
  const line = LINES[name];
  if (line.kind === 'limits') return (Object.keys(LIMITS) as LimitName[]).filter(isKept).join(', ');
  const known = line.kind === 'names' ? Object.keys(line.known) : [];
  if (known.length > 0 && known.length <= mostNames) return known.join(', ');
  return Array.isArray(line.example) ? `such as ${line.example.join(isPaths(name) ? ' or ' : ',')}` : '';
};

/** What the help says of a line: the first sentence of what the vocabulary does, and what the line may have. */
const summaryOf = (name: LineName): string => {
  const about = (LINES[name].about.split(/(?<=\.) |: /u)[0] ?? '').replace(/\.$/u, '');
  const choice = choiceOf(name);
  return choice === '' ? about : `${about}: ${choice}`;
};

/** Gives a command a flag for each line. */
export const addPolicyFlags = (command: Command): Command => {
  command.optionsGroup('What the cell may have (repeat a flag to add to it):');
  command.option('--policy <file.json>', 'lines of a policy in a file; a flag stands in place of its line');
  for (const name of Object.keys(LINES) as LineName[]) {
    if (fileOnly.has(name)) continue;
    const { value, add } = formOf(name);
    command.addOption(new Option(`${flagOf(name)} ${value}`, summaryOf(name)).argParser(add));
  }
  return command;
};

/** The lines that flags gave. */
export const linesOf = (options: Readonly<Record<string, unknown>>): Lines => {
  const lines: Lines = {};
  for (const name of Object.keys(LINES) as LineName[]) {
    if (!fileOnly.has(name) && options[name] !== undefined) lines[name] = options[name];
  }
  return lines;
};
