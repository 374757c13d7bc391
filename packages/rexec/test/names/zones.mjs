// Compares a cell's dates in a pinned zone with the engine's own where the process is in that zone: same text, or it differs.
import '@padded-cell/rexec/lockdown';
import { RExec } from '@padded-cell/rexec';

const [, , seed, count] = process.argv;
const { TZ: timeZone } = process.env;

// Runs here as it stands, and in the cell by its text.
const compare = ({ start: from, rounds, Date, out }) => {
  let state = from;
  // What a zone is called is the engine's to say.
  // oxlint-disable-next-line consistent-function-scoping -- the cell gets this function's text, and nothing around it
  const say = (value) => String(value).replace(/ \(.*/, '');
  const next = (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
  const pick = (list) => list[next(list.length)];
  const time = () =>
    pick([
      next(2 ** 31) * 1000 + next(1000),
      -next(2 ** 31) * 1000,
      next(2 ** 31) * 2000,
      // About the changes of the clocks in this century.
      Date.UTC(2000 + next(60), pick([2, 3, 9, 10]), 1 + next(31), next(24), next(60)),
      -next(2 ** 31) * 30000,
      pick([0, NaN, 8.63e15, -8.63e15, -62198755200000]),
    ]);
  const getters =
    'getDate getDay getFullYear getHours getMilliseconds getMinutes getMonth getSeconds getYear getTimezoneOffset getUTCHours getTime toString toDateString toTimeString toUTCString toJSON valueOf'.split(
      ' ',
    );
  const setters =
    'setDate setFullYear setHours setMilliseconds setMinutes setMonth setSeconds setYear setUTCHours setTime'.split(
      ' ',
    );
  const texts = [
    () =>
      '20' +
      String(10 + next(50)) +
      '-' +
      pick(['01', '03', '06', '10', '12']) +
      '-' +
      String(10 + next(15)) +
      pick(['', 'T01:30', 'T02:30:15', 'T12:00Z', 'T12:00+02:00', ' 02:30', ' 12:00 GMT', ' 12:00 EST']),
    () =>
      pick(['Jan', 'March', 'Oct', 'July']) +
      ' ' +
      (1 + next(28)) +
      ', ' +
      (1950 + next(100)) +
      pick([
        '',
        ' 02:30',
        ' 14:05:06',
        ' 3:04 pm',
        ' 10:00 GMT+0300',
        ' 10:00 GMT+0300 (Somewhere)',
        ' (a remark)',
        ' 10:00 UTC',
      ]),
    () => 1 + next(12) + '/' + (1 + next(28)) + '/' + (1950 + next(100)) + pick(['', ' 2:30 AM', ' 23:59']),
    () => new Date(time()).toString().replace(/ \(.*/, ''),
    () => new Date(time()).toUTCString(),
    () =>
      pick([
        '',
        'x',
        '2020',
        '2020-13',
        'Tue Mar 01 2022 10:00',
        '12:00',
        '2020-02-30',
        '2020-1-1',
        '+002020-01-01T00:00',
      ]),
  ];
  for (let at = 0; at < rounds; at += 1) {
    const date = new Date(time());
    const start = date.getTime();
    for (const name of getters) out(at + ' ' + start + ' ' + name + ' ' + say(date[name]()));
    const setter = pick(setters);
    const args = Array.from({ length: 1 + next(3) }, () =>
      pick([next(60), -next(40), next(3000), NaN, 1.7, '7', undefined]),
    );
    out(at + ' ' + start + ' ' + setter + '(' + args + ') ' + say(date[setter](...args)) + ' ' + say(date.getTime()));
    const parts = [pick([next(3000), next(120), -5]), next(14), next(35), next(26), next(70)].slice(0, 2 + next(4));
    out(at + ' new Date(' + parts + ') ' + say(new Date(...parts).getTime()));
    const text = pick(texts)();
    out(
      at +
        ' ' +
        text +
        ' ' +
        say(Date.parse(text)) +
        ' ' +
        say(new Date(text).getTime()) +
        ' ' +
        say(new Date(new String(text)).getTime()),
    );
  }
};

const lines = { engine: [], cell: [] };
compare({ start: Number(seed), rounds: Number(count), Date, out: (line) => lines.engine.push(line) });
const rex = new RExec({
  intl: { locale: 'en-US', timeZone },
  endowments: { out: (line) => void lines.cell.push(line) },
});
rex.rExec(`(${String(compare)})({ start: ${seed}, rounds: ${count}, Date, out })`);
const differing = lines.engine
  .map((line, index) => [line, lines.cell[index]])
  .filter(([engine, cell]) => engine !== cell);
process.stdout.write(
  JSON.stringify({ compared: lines.engine.length, differing: differing.slice(0, 20) }, undefined, 1),
);
