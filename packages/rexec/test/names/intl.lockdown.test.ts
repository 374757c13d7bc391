// Languages and time zones: what the policy's line says, the same on every machine, and never the host's unless it says so.
import { RExec } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';
import { caught } from '../caught.js';

const pinned = { locale: 'de-DE', timeZone: 'Asia/Kolkata' };
const german = new RExec({ intl: pinned, clock: { fixed: '2001-02-03T04:05:06Z' } });

const services = [
  'Collator',
  'DateTimeFormat',
  'NumberFormat',
  'PluralRules',
  'RelativeTimeFormat',
  'ListFormat',
  'Segmenter',
];

describe('without the line', () => {
  const rex = new RExec({ clock: { fixed: '2001-02-03T04:05:06.007Z' } });

  test('there is no Intl', () => {
    expect(rex.rEval('typeof Intl')).toBe('undefined');
    expect(caught(() => rex.rEval('Intl'))).toMatchObject({ name: 'ReferenceError' });
  });

  test.each([
    ['String(new Date())', 'Sat Feb 03 2001 04:05:06 GMT+0000 (Coordinated Universal Time)'],
    ['Date()', 'Sat Feb 03 2001 04:05:06 GMT+0000 (Coordinated Universal Time)'],
    [
      'new Date().toLocaleString("de-DE", { timeZone: "Asia/Tokyo" })',
      'Sat Feb 03 2001 04:05:06 GMT+0000 (Coordinated Universal Time)',
    ],
    ['new Date().toLocaleDateString()', 'Sat Feb 03 2001'],
    ['new Date().getTimezoneOffset()', 0],
    ['new Date(2001, 1, 3, 4).getTime()', Date.UTC(2001, 1, 3, 4)],
    ['Date.parse("2001-02-03T04:00")', Date.UTC(2001, 1, 3, 4)],
    ['new Date("Feb 3, 2001 04:00").getTime()', Date.UTC(2001, 1, 3, 4)],
    ['new Date("Feb 3, 2001 04:00 GMT+0100").getTime()', Date.UTC(2001, 1, 3, 3)],
    ['(1234.5).toLocaleString("de-DE")', '1234.5'],
    ['["ä", "a", "z"].sort((a, b) => a.localeCompare(b, "sv")).join("")', 'azä'],
  ])('dates are in UTC, and what is said of a language is not heard: %s', (source, value) => {
    expect(rex.rEval(source)).toBe(value);
  });
});

describe('a pinned language and zone', () => {
  test.each(services)('%s speaks it by itself, and where it is asked for one that there is not', (name) => {
    for (const asked of ['', 'undefined', '[]', '"xx-XX"', '["xx", "zz-ZZ"]', '"und"', '"zxx"']) {
      expect(german.rEval(`new Intl.${name}(${asked}).resolvedOptions().locale`), asked).toMatch(/^de/u);
    }
    expect(german.rEval(`new Intl.${name}('fr').resolvedOptions().locale`)).toMatch(/^fr/u);
  });

  test.each([
    ['new Intl.NumberFormat().format(1234567.5)', '1.234.567,5'],
    ['Intl.NumberFormat("en", { style: "percent" }).format(0.5)', '50%'],
    ['new Intl.DateTimeFormat().resolvedOptions().timeZone', 'Asia/Calcutta'],
    ['new Intl.DateTimeFormat("en", { timeZone: "UTC" }).resolvedOptions().timeZone', 'UTC'],
    ['new Intl.DateTimeFormat(undefined, { timeStyle: "short" }).format(0)', '05:30'],
    ['new Intl.DateTimeFormat(undefined, { dateStyle: "long" }).format()', '3. Februar 2001'],
    ['new Intl.DateTimeFormat().formatToParts().map((part) => part.value).join("")', '3.2.2001'],
    ['new Intl.DateTimeFormat("de").formatRange(0, 864e5)', '01.–02.01.1970'],
    ['new Date().toLocaleDateString()', '3.2.2001'],
    ['new Date().toLocaleTimeString()', '09:35:06'],
    ['new Date().toLocaleString("en-US", { timeZone: "UTC", hour12: false })', '2/3/2001, 04:05:06'],
    ['new Date().toLocaleDateString("en-GB", { weekday: "long" })', 'Saturday'],
    ['new Date().toLocaleDateString("en-GB", { hour: "2-digit" })', '03/02/2001, 09'],
    ['new Date(NaN).toLocaleString()', 'Invalid Date'],
    ['new Date().getHours()', 9],
    ['["z", "ä", "a"].sort(new Intl.Collator().compare).join("")', 'aäz'],
    ['new Intl.PluralRules("en", { type: "ordinal" }).select(2)', 'two'],
    ['new Intl.RelativeTimeFormat().format(-1, "day")', 'vor 1 Tag'],
    ['new Intl.ListFormat().format(["a", "b", "c"])', 'a, b und c'],
    ['new Intl.DisplayNames(undefined, { type: "region" }).of("FR")', 'Frankreich'],
    ['[...new Intl.Segmenter().segment("👍🏽é")].map(({ segment }) => segment).join("|")', '👍🏽|é'],
    ['new Intl.Locale("de").maximize().toString()', 'de-Latn-DE'],
    ['new Intl.Locale("de").maximize() instanceof Intl.Locale', true],
    ['new Intl.NumberFormat(new Intl.Locale("en-IN")).format(1234567)', '12,34,567'],
    ['Intl.getCanonicalLocales("EN-us").join()', 'en-US'],
    ['Intl.supportedValuesOf("calendar").includes("gregory")', true],
    ['Intl.DateTimeFormat.supportedLocalesOf(["de", "xx"]).join()', 'de'],
    ['String(Intl)', '[object Intl]'],
    ['String(new Intl.Collator())', '[object Intl.Collator]'],
    ['new (class Plain extends Intl.NumberFormat { twice(n) { return this.format(2 * n); } })("en").twice(4)', '8'],
    ['const f = new Intl.DateTimeFormat("en") ;; f.format === f.format', true],
  ])('%s', (source, value) => {
    const rex = new RExec({ intl: pinned, clock: { fixed: '2001-02-03T04:05:06Z' } });
    const statements = source.split(' ;; ');
    const expression = statements.pop() ?? '';
    rex.rExec(statements.join('; '));
    expect(rex.rEval(expression)).toBe(value);
  });

  test('an option is read once, and what was read is what counts', () => {
    expect(
      german.rEval(`((reads) => {
        const options = { get timeZone() { reads += 1; return reads === 1 ? 'UTC' : undefined; } };
        return [new Intl.DateTimeFormat('en', options).resolvedOptions().timeZone, reads];
      })(0)`),
    ).toEqual(['UTC', 1]);
  });

  test.each([
    'new Intl.DateTimeFormat("en", null)',
    'Intl.Segmenter()',
    'Intl.PluralRules()',
    'new Intl.Collator(null)',
  ])('%s is a TypeError, as in the language', (source) => {
    expect(caught(() => german.rEval(source))).toMatchObject({ name: 'TypeError' });
  });
});

describe('a formatter is no clock', () => {
  const rex = new RExec({ intl: 'real' });

  test.each([
    'new Intl.DateTimeFormat().format()',
    'new Intl.DateTimeFormat().format(undefined)',
    '[undefined].map(new Intl.DateTimeFormat().format)',
    'new Intl.DateTimeFormat().formatToParts()',
    'Intl.DateTimeFormat().format()',
    'Reflect.get(Intl.DateTimeFormat.prototype, "format", new Intl.DateTimeFormat())()',
    'new (class extends Intl.DateTimeFormat {})().format()',
    'new (new Intl.DateTimeFormat().constructor)().format()',
  ])('%s asks the policy', (source) => {
    expect(caught(() => rex.rEval(source))).toMatchObject({
      code: 'ERR_NOT_GRANTED',
      message: expect.stringContaining('clock') as string,
    });
  });

  test.each(['formatRange', 'formatRangeToParts'])('%s wants both dates', (name) => {
    expect(caught(() => rex.rEval(`new Intl.DateTimeFormat().${name}()`))).toMatchObject({ name: 'TypeError' });
  });
});

describe('nothing of the host’s is behind it', () => {
  const before = JSON.stringify(Object.getOwnPropertyNames(Intl.NumberFormat.prototype));

  test.each(services)('an instance of %s that asks for a prototype of none still has the cell’s', (name) => {
    const rex = new RExec({ intl: pinned });
    rex.rExec(`
      const Own = Intl.${name};
      const None = Object.assign(function () {}, { prototype: 1 });
      const made = [new Own(), new Own().constructor && new (new Own().constructor)(), Reflect.construct(Own, [], None)];
      const same = made.every((each) => Object.getPrototypeOf(each) === Own.prototype && each.constructor === Own);
    `);
    expect(rex.rEval('same')).toBe(true);
  });

  test.each([
    'Intl.mark = 1',
    'Intl.Collator.mark = 1',
    'Intl.NumberFormat.prototype.mark = 1',
    'Intl.NumberFormat.prototype.formatToParts.mark = 1',
    'Intl.Locale.prototype.mark = 1',
    'Intl.getCanonicalLocales.mark = 1',
    'Object.getPrototypeOf(new Intl.Segmenter().segment("")).mark = 1',
    'Object.getPrototypeOf(new Intl.Segmenter().segment("")[Symbol.iterator]()).mark = 1',
    'Object.getPrototypeOf(new Intl.Locale("en").maximize()).mark = 1',
    'Date.prototype.getHours.mark = 1',
    'Date.prototype.mark = 1',
  ])('%s is refused', (source) => {
    const rex = new RExec({ intl: pinned });
    expect(caught(() => rex.rExec(source))).toMatchObject({ name: 'TypeError' });
    expect(JSON.stringify(Object.getOwnPropertyNames(Intl.NumberFormat.prototype))).toBe(before);
  });

  test('its functions show no source that says what they do', () => {
    const texts = german.rEval(`[Intl, Date, Intl.DateTimeFormat, Intl.DateTimeFormat.prototype, Date.prototype]
      .flatMap((each) => Object.values(Object.getOwnPropertyDescriptors(each)).flatMap(({ value, get }) => [value, get]))
      .filter((each) => typeof each === 'function').map(String)`) as string[];
    expect(texts.length).toBeGreaterThan(60);
    for (const text of texts) expect(text).toMatch(/native code|return target\(this, args\)/u);
  });

  test('the real line gives the host’s', () => {
    const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
    expect(
      new RExec({ intl: 'real' }).rEval(
        '[Intl.DateTimeFormat().resolvedOptions().locale, Intl.DateTimeFormat().resolvedOptions().timeZone, new Date(0).getHours()]',
      ),
    ).toEqual([locale, timeZone, new Date(0).getHours()]);
  });
});

describe('dates that cross', () => {
  test('are the cell’s own on the one side, and the host’s on the other', () => {
    const kept: unknown[] = [];
    const rex = new RExec({
      intl: pinned,
      endowments: { date: new Date(0), made: () => [new Date(1)], keep: (value: unknown) => void kept.push(value) },
    });
    expect(rex.rEval('[date, made()[0]].every((each) => each instanceof Date && each.constructor === Date)')).toBe(
      true,
    );
    expect(rex.rEval('date.getHours() + ":" + date.getMinutes()')).toBe('5:30');
    rex.rExec('keep({ at: new Date(5) })');
    expect(kept).toEqual([{ at: new Date(5) }]);
    expect((kept[0] as { at: unknown }).at).toBeInstanceOf(Date);
    expect(Object.getPrototypeOf(rex.rEval('new Date(7)'))).toBe(Date.prototype);
  });

  test('to a nested cell are that cell’s, whether a host or a guest made it', () => {
    const outer = new RExec({ intl: 'real', limits: { cells: 1, depth: 1 } });
    const inner = outer.nest({ endowments: {} });
    expect(inner.rEval('String(new Date(0))')).toContain('GMT+0000 (Coordinated');
    inner.end();
    const own = new RExec({ intl: pinned, limits: { cells: 1, depth: 1 } });
    own.rExec(`
      const inner = new RExec({ endowments: { date: new Date(0) } });
      const seen = inner.rEval('[date instanceof Date, date.getHours(), date.constructor === Date].join()');
      const back = inner.rEval('new Date(3)');
      const isOwn = back instanceof Date && back.getMinutes() === 30;
    `);
    expect(own.rEval('[seen, isOwn]')).toEqual(['true,0,true', true]);
  });

  test('the line is narrowed like any other', () => {
    const rex = new RExec({ intl: pinned, limits: { cells: 2, depth: 1 } });
    expect(rex.nest({ intl: pinned }).rEval('Intl.NumberFormat().format(0.5)')).toBe('0,5');
    expect(caught(() => rex.nest({ intl: 'real' }))).toMatchObject({ code: 'ERR_PRIVILEGE' });
    expect(rex.nest({}).rEval('typeof Intl')).toBe('undefined');
  });
});

test('what a class says, an option says, and a withheld name is withheld', () => {
  class German extends RExec {
    static override intl = pinned;
  }
  expect(new German().rEval('new Intl.NumberFormat().format(0.5)')).toBe('0,5');
  expect(new German({ nokBuiltinNames: ['Intl'] }).rEval('typeof Intl')).toBe('undefined');
  expect(new German().explain({ global: 'Intl' })).toMatchObject({ allowed: true });
  expect(new RExec().explain({ global: 'Intl' })).toMatchObject({ allowed: false, line: 'intl' });
});
