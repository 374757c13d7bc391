/** `rexec`, called in a way that makes no sense: what is wrong, and the way out. */
import { describe, expect, test } from 'vitest';
import { directoryOf, rexec } from './cli.js';

describe('a call that makes no sense', () => {
  const directory = directoryOf({
    'a.js': 'console.log("ran")',
    module: 'export {}; console.log("ran")',
    'typo.json': '{ "okPaths": ["."], "okSysNames": ["exxit"] }',
    'broken.json': '{ "okPath": [ }',
    'walled.json': '{ "limits": { "callsPerSecond": 5 } }',
    'endowed.json': '{ "endowments": ["account"] }',
  });

  test.each([
    ['no command', [], 'Usage: rexec'],
    ['an unknown command', ['rn', 'a.js'], "unknown command 'rn'"],
    ['no file', ['run'], "missing required argument 'file'"],
    ['a file that is not there', ['run', 'b.js'], 'b.js cannot be run: there is no such file'],
    ['a directory', ['run', '.'], '. cannot be run: it is a directory'],
    ['an unknown flag', ['run', '--ok-pth', '.', 'a.js'], 'Did you mean --ok-path?'],
    ['a name that no policy can have', ['run', '--ok-sys-names', 'exxit', 'a.js'], 'Did you mean "exit"?'],
    [
      'a module that has no restricted form',
      ['run', '--ok-builtin-modules', 'node:vm', 'a.js'],
      'has no restricted form',
    ],
    ['a limit that is no amount', ['run', '--limits', 'cpuMs=many', 'a.js'], 'limits.cpuMs'],
    ['a limit without an amount', ['run', '--limits', 'cpuMs', 'a.js'], "'cpuMs' is no name=value"],
    ['a module whose name does not say so', ['run', 'module'], 'give it one: .js or .mjs'],
    ['a limit that nobody keeps', ['run', '--limits', 'pendingCalls=5', 'a.js'], 'is kept for a cell behind a wall'],
    ['a policy file that is not there', ['run', '--policy', 'no.json', 'a.js'], 'no.json cannot be read'],
    ['a policy file that is no JSON', ['run', '--policy', 'broken.json', 'a.js'], 'broken.json is no JSON'],
    ['a policy file with a typo', ['run', '--policy', 'typo.json', 'a.js'], 'Did you mean okPath?'],
    ['a policy file with two typos', ['run', '--policy', 'typo.json', 'a.js'], 'Did you mean "exit"?'],
    [
      'a limit in a file that nobody keeps',
      ['run', '--policy', 'walled.json', 'a.js'],
      '--limits callsPerSecond=unlimited',
    ],
    ['an endowment that nothing gives', ['run', '--policy', 'endowed.json', 'a.js'], '-t account=./FILE.js'],
    ['a trusted module without a name', ['run', '-t', './a.js', 'a.js'], 'give it one: -t NAME=./a.js'],
    ['a trusted module that is not there', ['run', '-t', 'no-such-package', 'a.js'], 'no such module'],
  ])('as %s is told what is wrong, with status 2, and nothing runs', (_, args, part) => {
    const { status, output, errors } = rexec(directory, args);
    expect(errors).toContain(part);
    expect(status).toBe(2);
    expect(output).toBe('');
  });

  test('is none where such a limit is taken back', () => {
    const args = ['run', '--policy', 'walled.json', '--limits', 'callsPerSecond=unlimited', 'a.js'];
    expect(rexec(directory, args).output).toBe('ran\n');
  });

  test('is none where it asks for help', () => {
    const { status, output } = rexec(directory, ['run', '--help']);
    expect(status).toBe(0);
    expect(output).toContain('--ok-write-path <path>');
  });
});
