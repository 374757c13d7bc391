// Dates in a pinned zone against the engine's own in that zone, and a host that is elsewhere.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('zones.mjs', import.meta.url));
const seed = Math.ceil(Math.random() * 2 ** 30);

const run = (env: Record<string, string>, ...args: string[]): string =>
  execFileSync(process.execPath, args, { encoding: 'utf8', env: { ...env, PATH: process.env['PATH'] } });

test.each(['UTC', 'Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/Sao_Paulo'])(
  'a cell in %s has the dates of a process there, whatever is done with them',
  (TZ) => {
    const { compared, differing } = JSON.parse(run({ TZ }, script, String(seed), '500')) as Record<string, unknown>;
    expect({ seed, differing }).toEqual({ seed, differing: [] });
    expect(compared).toBeGreaterThan(10_000);
  },
);

test('on a host that is elsewhere and speaks otherwise, a guest finds no trace of it', () => {
  const program = `
    import '@padded-cell/rexec/lockdown';
    import { RExec } from '@padded-cell/rexec';
    const source = \`(function () {
      const date = new Date(2020, 6, 1, 12);
      const names = 'toString toDateString toTimeString toLocaleString toLocaleDateString toLocaleTimeString getTimezoneOffset getTime getHours'.split(' ');
      const found = names.map((name) => date[name]());
      found.push(Date.parse('2020-07-01T12:00'), Date.parse('July 1, 2020'), Date.parse('7/1/2020'), (1234.5).toLocaleString());
      if (typeof Intl === 'object') for (const name of Object.getOwnPropertyNames(Intl)) {
        if (/^[A-Z]/.test(name)) found.push(JSON.stringify(new Intl[name]('xx', { type: name === 'DisplayNames' ? 'region' : undefined }).resolvedOptions?.()));
      }
      return found;
    })()\`;
    const lines = ['none', { locale: 'en-GB', timeZone: 'Europe/Paris' }];
    console.log(JSON.stringify(lines.map((intl) => new RExec({ intl }).rEval(source))));
    console.log(Intl.DateTimeFormat().resolvedOptions().locale, new Date(0).getTimezoneOffset());`;
  const outputs = [
    { TZ: 'Asia/Tokyo', LC_ALL: 'ja_JP.UTF-8', LANG: 'ja_JP.UTF-8' },
    { TZ: 'America/New_York', LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' },
  ].map((env) => run(env, '--input-type=module', '-e', program).split('\n'));
  const [one, other] = outputs;
  // The hosts do differ.
  expect([one?.[1], other?.[1]]).toEqual(['ja-JP -540', 'de-DE 300']);
  expect(one?.[0]).toBe(other?.[0]);
  expect(one?.[0]).not.toMatch(/Tokyo|ja-JP|New_York|de-DE/u);
});
