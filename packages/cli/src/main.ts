/**
 * The command line: what the commands are called with, and what is said of a call that makes no sense.
 */
import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { addPolicyFlags } from './policy/flags.js';
import { type CellOptions, settingsOf } from './policy/settings.js';
import { UsageError, badUsage } from './usage.js';

const versionOf = (): string => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
};

/** What is said below the flags, of each command. */
const examples = {
  run: `
Examples:
  rexec run report.js --short              with no more than the language
  rexec run --ok-builtin-modules node:fs --ok-posix-names readFileSync --ok-path data report.js
  rexec run --policy policy.json -v -t db=./db.js report.ts
  rexec run --limits cpuMs=500,memoryMb=200 - < report.js`,
  repl: `
Examples:
  rexec repl
  rexec repl --policy policy.json --history ~/.rexec_history`,
};

const addCellFlags = (command: Command): Command =>
  addPolicyFlags(
    command
      .helpOption('-h, --help', 'show this help')
      .optionsGroup('Options:')
      .option('-v, --verbose', 'trace imports, accesses and refusals on stderr')
      .addOption(
        new Option(
          '-t, --trusted <module>',
          'a module that the host imports, with all its powers, and the guest imports by its name: a package, or NAME=./file.js (repeat for more)',
        ).argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text]),
      ),
  );

const commandLine = (): { command: Command; chosen: () => (() => Promise<number>) | undefined } => {
  let chosen: (() => Promise<number>) | undefined;
  const command = new Command('rexec')
    .description('Runs JavaScript in a cell: it has what you grant it here, and nothing else.')
    .version(versionOf(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /u, 'rexec: ')) });
  addCellFlags(
    command
      .command('run')
      .description("run a program: its exit status is the guest's, 1 for an error, 2 for a call that makes no sense")
      .argument('<file>', 'a .js, .mjs, .cjs, .ts or .mts file, or - for the standard input')
      .argument('[args...]', "the guest's process.argv from its third on, where okSysNames has argv")
      .passThroughOptions(),
  ).action((file: string, args: readonly string[], options: CellOptions) => {
    chosen = async () => {
      const settings = settingsOf(options);
      const { readProgram } = await import('./run/program.js');
      const program = readProgram(file);
      const { run } = await import('./run/run.js');
      return await run(program, args, settings);
    };
  });
  addCellFlags(
    command
      .command('repl')
      .description('an interactive console in a cell')
      .option('--history <file>', 'keep what is typed in a file; without it, nothing is kept'),
  ).action((options: CellOptions & { readonly history?: string }) => {
    chosen = async () => {
      const settings = settingsOf(options);
      const { interact } = await import('./repl/console.js');
      return await interact(settings, options.history);
    };
  });
  for (const name of ['run', 'repl'] as const) {
    command.commands.find((each) => each.name() === name)?.addHelpText('after', examples[name]);
  }
  for (const each of command.commands) each.showHelpAfterError(`  see: rexec ${each.name()} --help`);
  command.showHelpAfterError('  see: rexec --help');
  return { command, chosen: () => chosen };
};

/** Does what the arguments say. @returns the exit status */
export const main = async (args: readonly string[]): Promise<number> => {
  try {
    const { command, chosen } = commandLine();
    command.parse(args, { from: 'user' });
    return (await chosen()?.()) ?? badUsage;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : badUsage;
    const isUsage = error instanceof UsageError;
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(`rexec: ${isUsage ? '' : `${name}: `}${message}\n`);
    return isUsage ? badUsage : 1;
  }
};
