/** Medians, spreads and ratios of what the rounds gave, as tables for people and as JSON. */

/**
 * What a suite sets out to reach: a bound on a subject's figure, or on its ratio to another subject's.
 *
 * @typedef {object} Reach
 * @property {string} process
 * @property {string} work
 * @property {string} subject
 * @property {string} [versus] The other subject; without one the bound is on the figure itself.
 * @property {number} [atMost] Times what `versus` costs; without `versus`, the figure.
 * @property {number} [timesFaster] How many times less than `versus` it is to cost.
 *
 * @typedef {{ subject: string, rounds: number[] }} Figures
 * @typedef {{ suite: string, process: string, work: string, unit: string, figures: Figures[] }} Result
 * @typedef {{ suite: string, process: string, work: string, subject: string, reason: string, isFailure?: boolean }} Skipped
 */

/** @param {readonly number[]} values @param {number} part */
const quantile = (values, part) => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
};

/** The median, with the quartiles on either side of it. @param {readonly number[]} values */
const middle = (values) => ({
  median: quantile(values, 0.5),
  spread: [quantile(values, 0.25), quantile(values, 0.75)],
});

/** Round by round, so that what slowed a round down slowed both. */
const ratios = (/** @type {Figures} */ of, /** @type {Figures} */ to) =>
  of.rounds.map((figure, round) => figure / to.rounds[round]);

/** @param {Result} result @param {string} floor */
export const rowsOf = ({ suite, process, work, unit, figures }, floor) => {
  const base = figures.find(({ subject }) => subject === floor);
  return figures.map((each) => {
    const ratio = base && middle(ratios(each, base));
    return {
      suite,
      process,
      work,
      subject: each.subject,
      unit,
      ...middle(each.rounds),
      ratio: ratio?.median,
      ratioSpread: ratio?.spread,
    };
  });
};

/** @param {number} value */
const rounded = (value) =>
  value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3).replace(/e\+?.*$/, '');

/** @param {readonly (readonly string[])[]} lines The first column is text, the others are numbers. */
const aligned = (lines) => {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** One work's table. @param {ReturnType<typeof rowsOf>} rows */
export const table = (rows) => {
  const [{ process, work, unit }] = rows;
  const lines = rows.map(({ subject, median, spread, ratio, ratioSpread }) => [
    `  ${subject}`,
    `${rounded(median)} ${unit}`,
    `(${spread.map(rounded).join('–')})`,
    ratio === undefined ? '' : `${rounded(ratio)}x`,
    ratioSpread === undefined ? '' : `(${ratioSpread.map(rounded).join('–')})`,
  ]);
  return `${work} [${process}]\n${aligned(lines)}`;
};

/** @param {Reach} reach @param {readonly Result[]} results */
export const judge = (reach, results) => {
  const { process, work, subject, versus, atMost, timesFaster } = reach;
  const figures = results.find((result) => result.process === process && result.work === work)?.figures ?? [];
  const of = figures.find((each) => each.subject === subject);
  const to = figures.find((each) => each.subject === versus);
  if (!of || (versus !== undefined && !to)) return { ...reach, isReached: undefined };
  const all = !to ? of.rounds : timesFaster === undefined ? ratios(of, to) : ratios(to, of);
  const { median, spread } = middle(all);
  const bound = timesFaster ?? atMost ?? Number.NaN;
  return { ...reach, median, spread, isReached: timesFaster === undefined ? median <= bound : median >= bound };
};

/** @param {readonly ReturnType<typeof judge>[]} judged */
export const reachTable = (judged) =>
  aligned(
    judged.map((each) => {
      const { work, subject, versus, atMost, timesFaster, isReached } = each;
      const bound = timesFaster === undefined ? `≤ ${atMost}${versus ? 'x' : ''}` : `≥ ${timesFaster}x`;
      const what = `  ${work}: ${subject}${versus ? `, ${timesFaster === undefined ? 'times' : 'faster than'} ${versus}` : ''}`;
      if (isReached === undefined || !('median' in each)) return [what, bound, 'not measured', '', ''];
      const { median, spread } = each;
      const goal = timesFaster ?? atMost ?? Number.NaN;
      const off = timesFaster === undefined ? median / goal - 1 : 1 - median / goal;
      const verdict = isReached ? 'reached' : `missed by ${Math.round(off * 100)} %`;
      return [what, bound, `${rounded(median)}${versus ? 'x' : ''}`, `(${spread.map(rounded).join('–')})`, verdict];
    }),
  );

/** What was not measured, each reason once. @param {readonly Skipped[]} skipped */
export const skippedList = (skipped) => {
  /** @type {Map<string, Set<string>>} */
  const works = new Map();
  for (const { process, work, subject, reason } of skipped) {
    const key = `  ${subject} [${process}] ${reason}`;
    works.set(key, (works.get(key) ?? new Set()).add(work));
  }
  return [...works].map(([key, names]) => `${key}\n    ${[...names].join('; ')}`).join('\n');
};
