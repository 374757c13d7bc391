// Modules over the cell's own timers, microtasks and console have the life, the limits and the reports of the cell.
import { setTimeout as sleep } from 'node:timers/promises';
import { type CellRecord, type ConsoleRecord, RExec } from '@padded-cell/rexec';
import { expect, test } from 'vitest';

test('the console as a module writes where the cell’s console writes', async () => {
  const records: ConsoleRecord[] = [];
  const rex = new RExec({
    okBuiltinModules: ['console'],
    clock: 'real',
    console: (record) => void records.push(record),
  });
  await rex.rExecAsync(`const module = (await import('console')).default;
    for (const name of Object.keys(module)) if (!name.startsWith('timeL') && !name.startsWith('timeE')) module[name]('text of ' + name);
    module.timeEnd('text of time'); module.assert(false, 'text of an assertion');`);
  const text = records.map((record) => record.text).join('\n');
  for (const name of ['log', 'error', 'table', 'trace', 'warn', 'count', 'group', 'time', 'an assertion']) {
    expect(text).toContain(`text of ${name}`);
  }
});

test('what waits in a cell that has ended does not go on', async () => {
  const calls: string[] = [];
  const rex = new RExec({
    okBuiltinModules: ['timers/promises', 'stream', 'util'],
    endowments: { call: (text: string) => void calls.push(text) },
  });
  await rex.rExecAsync(`const { setInterval, setTimeout } = (await import('timers/promises')).default;
    const { Readable } = await import('stream'); const { callbackify } = await import('util');
    (async () => { for await (const _ of setInterval(1)) call('tick'); })();
    setTimeout(20).then(() => call('late'));
    Readable.from((async function* () { for (;;) { await setTimeout(1); yield 'chunk'; } })()).on('data', call);
    callbackify(async () => { await setTimeout(20); })(() => call('back'));`);
  await sleep(15);
  expect(calls).toContain('tick');
  expect(calls).toContain('chunk');
  rex.end();
  calls.length = 0;
  await sleep(40);
  expect(calls).toEqual([]);
});

test('timers of the module count towards the limit on timers', async () => {
  const rex = new RExec({ okBuiltinModules: ['timers', 'timers/promises'], limits: { timers: 2 } });
  await rex.rExecAsync(`const timers = (await import('timers')).default;
    timers.setTimeout(() => {}, 1000); timers.promises.setTimeout(1000).catch(() => {});`);
  await expect(rex.rExecAsync(`await timers.promises.setTimeout(1)`)).rejects.toThrow('timers');
  rex.end();
});

test('an error that a stream has and nobody listens to is told to the host, as of the guest', async () => {
  const records: CellRecord[] = [];
  const rex = new RExec({ okBuiltinModules: ['stream'], logger: (record) => void records.push(record) });
  await rex.rExecAsync(
    `new (await import('stream')).Readable({ read() { this.destroy(new RangeError('lost')); } }).resume();`,
  );
  await sleep(5);
  const errors = records.flatMap((record) => (record.kind === 'error' ? [record.error] : []));
  expect(errors.map(({ message }) => message)).toEqual(['lost']);
  expect(errors[0]).toMatchObject({ guest: true });
});
