// The time and random numbers come from where the policy says, and from nowhere else.
import { RExec } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';
import { caught } from '../caught.js';

const numbers = (random: 'real' | { seed: string | number }, count = 5): number[] =>
  new RExec({ random }).rEval(`Array.from({ length: ${count} }, () => Math.random())`) as number[];

describe('without a clock', () => {
  test.each(['Date.now()', 'new Date()', 'Date()', 'Reflect.construct(Date, [])', 'new (class extends Date {})()'])(
    '%s is an error that says which line would grant it',
    (source) => {
      const error = caught(() => new RExec().rEval(source));
      expect(error).toMatchObject({ guest: true, name: 'NotGrantedError', code: 'ERR_NOT_GRANTED' });
      expect((error as Error).message).toMatch(/policy line that would grant it is clock/u);
    },
  );

  test('dates of given times work as in the language', () => {
    expect(
      new RExec().rEval(`[
        new Date(0).toISOString(), new Date('2000-01-01T00:00:00Z').getTime(), Date.UTC(2000, 0), Date.parse('2000-01-01'),
        new Date(2000, 0, 1).getFullYear(), new Date(new Date(5)).getTime(), Number(new Date(undefined)),
      ]`),
    ).toEqual(['1970-01-01T00:00:00.000Z', 946684800000, 946684800000, 946684800000, 2000, 5, NaN]);
  });

  test.each([
    'new Date(0).constructor.now()',
    'new (new Date(0).constructor)().getTime()',
    'Date.prototype.constructor()',
    'Reflect.construct(Date.prototype.constructor, [], Date).getTime()',
    'Date.constructor("return Date.now()")()',
    'Date.now.constructor("return Date.now()")()',
    'structuredClone(new Date())',
    'performance.now()',
  ])('%s does not tell the time either', (source) => {
    expect(caught(() => new RExec().rEval(source))).toBeInstanceOf(Error);
  });
});

describe('a fixed clock', () => {
  const rex = new RExec({ clock: { fixed: '2001-02-03T04:05:06.007Z' } });
  const time = Date.UTC(2001, 1, 3, 4, 5, 6, 7);

  test('is the same instant at every look', () => {
    expect(rex.rEval('[Date.now(), +new Date(), new Date().toISOString(), Date.now()]')).toEqual([
      time,
      time,
      '2001-02-03T04:05:06.007Z',
      time,
    ]);
    expect(rex.rEval('Date(5)')).toBe(new Date(time).toString());
  });
});

describe('the real clock', () => {
  test('tells the time', () => {
    const before = Date.now();
    const [now, made] = new RExec({ clock: 'real' }).rEval('[Date.now(), new Date().getTime()]') as [number, number];
    expect(now).toBeGreaterThanOrEqual(before);
    expect(made).toBeGreaterThanOrEqual(now);
    expect(made).toBeLessThanOrEqual(Date.now());
  });
});

describe("a cell's Date is the language's in everything else", () => {
  const date = new Date(7);
  const rex = new RExec({ clock: { fixed: 1000 }, endowments: { date } });

  test.each([
    ['Date.name + Date.length', 'Date7'],
    ['typeof Date()', 'string'],
    ['Date() === new Date().toString()', true],
    ['new Date() instanceof Date', true],
    ['date instanceof Date', true],
    ['Object.getPrototypeOf(new Date()) === Date.prototype', true],
    ['new (class Day extends Date { day() { return this.getTime(); } })().day()', 1000],
    ['new (class Day extends Date {})(5).getTime()', 5],
    ['Reflect.construct(Date, [9], Array) instanceof Array', true],
    ['new Date(0).constructor.name', 'Date'],
    ['new (new Date(0).constructor)(3).getTime()', 3],
    ['Object.prototype.toString.call(new Date())', '[object Date]'],
    ['JSON.stringify(new Date(0))', '"1970-01-01T00:00:00.000Z"'],
    ['new Date(Symbol.iterator === 1 ? 0 : { valueOf: () => 4 }).getTime()', 4],
  ])('%s', (source, value) => {
    expect(rex.rEval(source)).toEqual(value);
  });

  test('a date that leaves is a Date of the host', () => {
    expect(rex.rEval('new Date()')).toEqual(new Date(1000));
    expect(rex.rEval('new Date()')).toBeInstanceOf(Date);
  });

  test.each([
    'Date.now = () => 5',
    'Date.mark = 1',
    'Date.now.mark = 1',
    'Date.prototype.mark = 1',
    'Math.random = () => 5',
    'Math.mark = 1',
    'Object.setPrototypeOf(Math, null)',
    'Object.setPrototypeOf(Date, null)',
  ])('%s is refused, and shows nowhere', (source) => {
    expect(caught(() => rex.rExec(source))).toMatchObject({ name: 'TypeError' });
    for (const cell of [rex, new RExec({ clock: { fixed: 1000 } })]) {
      expect(cell.rEval('[Date.now(), Date.mark, Math.mark, Date.prototype.mark]')).toEqual([
        1000,
        undefined,
        undefined,
        undefined,
      ]);
    }
    expect((Math as unknown as Record<string, unknown>)['mark']).toBeUndefined();
  });

  test('shows no source of the host', () => {
    const texts = rex.rEval('[Date, Date.now, Math.random].map((f) => Function.prototype.toString.call(f)).join()');
    expect(texts).not.toMatch(/time|toGuest|realTime/u);
  });
});

describe('Math.random()', () => {
  test('is an error where nothing is granted, that says which line would grant it', () => {
    expect(caught(() => new RExec().rEval('Math.random()'))).toMatchObject({
      guest: true,
      code: 'ERR_NOT_GRANTED',
      message: expect.stringMatching(/policy line that would grant it is random/u) as string,
    });
  });

  test('from a seed is the same sequence in every cell, and another for another seed', () => {
    expect(numbers({ seed: 'run 7' }, 400)).toEqual(numbers({ seed: 'run 7' }, 400));
    expect(numbers({ seed: 'run 7' })).not.toEqual(numbers({ seed: 'run 8' }));
    // The stream is a promise: a recorded run must replay with the next version too.
    expect(numbers({ seed: 'run 7' }, 3)).toMatchInlineSnapshot(`
      [
        0.7287440001308426,
        0.8260727878916805,
        0.5460285614407663,
      ]
    `);
  });

  test('from a seed is spread as random numbers are', () => {
    const all = numbers({ seed: 1 }, 20_000);
    expect(all.every((each) => each >= 0 && each < 1)).toBe(true);
    expect(new Set(all).size).toBe(all.length);
    const counts = Array.from(
      { length: 10 },
      (_, tenth) => all.filter((each) => Math.floor(each * 10) === tenth).length,
    );
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  test('a cell takes no numbers from another with its seed', () => {
    const [one, other] = [new RExec({ random: { seed: 1 } }), new RExec({ random: { seed: 1 } })];
    const first = one.rEval('[Math.random(), Math.random()]') as number[];
    expect(other.rEval('[Math.random(), Math.random()]')).toEqual(first);
  });

  test('real gives numbers that differ', () => {
    expect(numbers('real')).not.toEqual(numbers('real'));
  });

  test("the rest of Math is the language's", () => {
    expect(new RExec().rEval('[Math.max(1, 2), Math.PI, String(Math), Object.keys(Math).length]')).toEqual([
      2,
      Math.PI,
      '[object Math]',
      0,
    ]);
  });
});

describe('by the lattice', () => {
  test('a nested cell has no clock and no random numbers unless it asks', () => {
    const inner = new RExec({ clock: 'real', random: 'real' }).nest();
    expect(caught(() => inner.rEval('Date.now()'))).toMatchObject({ code: 'ERR_NOT_GRANTED' });
    expect(caught(() => inner.rEval('Math.random()'))).toMatchObject({ code: 'ERR_NOT_GRANTED' });
  });

  test('real may be pinned, and pinned is not real', () => {
    const outer = new RExec({ clock: 'real', random: 'real' });
    const pinned = outer.nest({ clock: { fixed: 0 }, random: { seed: 1 } });
    expect(pinned.rEval('[Date.now(), typeof Math.random()]')).toEqual([0, 'number']);
    expect(() => pinned.nest({ clock: 'real' })).toThrow(/clock/u);
    expect(() => pinned.nest({ random: { seed: 2 } })).toThrow(/random/u);
    expect(pinned.nest({ clock: { fixed: 0 } }).rEval('Date.now()')).toBe(0);
  });

  test('as class attributes', () => {
    class Repeatable extends RExec {
      static override clock = { fixed: 5 };
      static override random = { seed: 'x' };
    }
    const run = (): unknown => new Repeatable().rEval('[Date.now(), Math.random(), new Date()]');
    expect(run()).toEqual(run());
  });
});

test('withheld is withheld', () => {
  expect(new RExec({ nokBuiltinNames: ['Date', 'Math'] }).rEval('[typeof Date, typeof Math]')).toEqual([
    'undefined',
    'undefined',
  ]);
});
