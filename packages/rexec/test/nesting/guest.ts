/** A guest with some of everything, in a place with a secret beside it. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RExec, type RExecOptions } from '@padded-cell/rexec';
import { afterAll } from 'vitest';

export const home = mkdtempSync(join(tmpdir(), 'nesting-'));
const plugins = join(home, 'plugins');
const outside = join(home, 'outside');
mkdirSync(join(plugins, 'inner'), { recursive: true });
mkdirSync(outside);
writeFileSync(join(outside, 'secret.js'), "export const secret = 'the secret';");
writeFileSync(join(plugins, 'open.js'), "export const word = 'open';");
writeFileSync(join(plugins, 'inner', 'deep.js'), "export const word = 'deep';");
symlinkSync(outside, join(plugins, 'way-out'));
afterAll(() => {
  rmSync(home, { recursive: true });
});

export class Store {
  secret = 'the secret';
  read(): string {
    return 'read';
  }
  write(): string {
    return 'written';
  }
}

const optionsWith = (endowments: Record<string, unknown>): RExecOptions => ({
  name: 'outer',
  okPath: [plugins],
  okBuiltinModules: ['node:path'],
  limits: { cells: 50, depth: 5, timers: 10 },
  nokBuiltinNames: ['escape'],
  endowments,
});

/** Its cell, with these endowments. */
export const holding = (endowments: Record<string, unknown> = {}): RExec => new RExec(optionsWith(endowments));

/** What the cell of `guestText` is made with. */
export const guestOptions = (endowments: Record<string, unknown> = {}): RExecOptions =>
  optionsWith({ ...endowments, secretPath: join(outside, 'secret.js'), outside });

/** Statements of a guest, with `attempt(f)`: what f gives, or the name and code of what it throws. They set `result`. */
export const guestText = (text: string): string => `
    const attempt = async (run) => { try { return await run(); } catch (error) { return [error.name, error.code]; } };
    const importing = (options, path = secretPath) =>
      attempt(async () => (await new RExec(options).rImport(path)).secret);
    let result;
    ${text}
  `;

/** Runs statements in a guest, and gives what they set `result` to. */
export const inGuest = async (text: string, endowments: Record<string, unknown> = {}): Promise<unknown> => {
  const rex = new RExec(guestOptions(endowments));
  await rex.rExecAsync(guestText(text));
  return rex.rEval('result');
};
