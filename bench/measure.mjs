/**
 * Measures subjects against each other: all of them in every round, in an order that rotates, so that whatever the
 * machine does meanwhile it does to all. mitata times the samples; a subject's figure for a round is their median,
 * and its ratio to the floor is taken within the round.
 */
import { do_not_optimize, measure } from 'mitata';

/** Turns of the calibrating loop that mitata's own warm-up does not make: long enough for the optimising compiler. */
const warmUpMs = 120;
/** How long one sample is to take, so that the clock and the call into another realm do not count. */
const sampleMs = 0.4;
const samplesPerRound = 10;
/** A subject whose single turn is slower than this gets one sample a round, and the work fewer rounds. */
const slowMs = 40;
const slowRounds = 7;

/**
 * What one subject does for a work.
 *
 * @typedef {object} Trial
 * @property {string} subject
 * @property {(turns: any) => unknown} run With a number: does the work that often. With `prepare`: does it on what that made.
 * @property {(turns: number) => unknown} [prepare] Makes what one sample uses up; not timed.
 * @property {number} [turns] How often a prepared sample does the work.
 */

/**
 * @typedef {object} Figures
 * @property {string} subject
 * @property {number[]} rounds The median of each round, in nanoseconds for one turn.
 */

const elapsed = (/** @type {() => unknown} */ run) => {
  const start = performance.now();
  do_not_optimize(run());
  return performance.now() - start;
};

/** Runs a trial until it is optimised; finds how many turns make a sample. */
const calibrate = (/** @type {Trial} */ { run, prepare, turns = 1000 }) => {
  const end = performance.now() + warmUpMs;
  let count = prepare ? turns : 1;
  let took = 0;
  do {
    const input = prepare ? prepare(count) : count;
    took = elapsed(() => run(input));
    if (!prepare && took < sampleMs) count = Math.ceil(count * Math.min(4, Math.max(1.2, (sampleMs / took) * 1.1)));
  } while (performance.now() < end);
  // The compiler has had its say by now: what was calibrated on slower code is corrected.
  if (!prepare) count = Math.max(1, Math.round((count * sampleMs) / elapsed(() => run(count))));
  return { count, took };
};

const sample = async (
  /** @type {Trial} */ { run, prepare },
  /** @type {number} */ count,
  /** @type {number} */ samples,
) => {
  const trial = prepare
    ? function* () {
        yield { 0: () => prepare(count), bench: (/** @type {unknown} */ input) => do_not_optimize(run(input)) };
      }
    : () => do_not_optimize(run(count));
  // A batch would call the trial thousands of times more; its own loop is the batch.
  const limits = { min_samples: samples, max_samples: samples, min_cpu_time: 0, batch_threshold: 0, gc: false };
  const { p50 } = await measure(trial, limits);
  return p50 / count;
};

/**
 * @param {readonly Trial[]} trials
 * @param {number} rounds
 * @returns {Promise<Figures[]>}
 */
export const compare = async (trials, rounds) => {
  const calibrated = trials.map((trial) => ({ trial, ...calibrate(trial), figures: /** @type {number[]} */ ([]) }));
  const isSlow = calibrated.some(({ took }) => took > slowMs);
  const last = isSlow ? Math.min(rounds, slowRounds) : rounds;
  for (let round = 0; round < last; round += 1) {
    globalThis.gc?.();
    for (let turn = 0; turn < calibrated.length; turn += 1) {
      const { trial, count, took, figures } = calibrated[(turn + round) % calibrated.length];
      figures.push(await sample(trial, count, took > slowMs ? 1 : samplesPerRound));
    }
  }
  return calibrated.map(({ trial: { subject }, figures }) => ({ subject, rounds: figures }));
};

/**
 * What one subject does for a work that waits, as an import does: one turn at a time.
 *
 * @typedef {object} LaterTrial
 * @property {string} subject
 * @property {() => unknown} [prepare] Makes what one turn uses up; not timed.
 * @property {(input: any) => Promise<unknown>} run
 * @property {(result: any) => unknown} [after] Gives back what a turn has made; not timed.
 * @property {number} [samples] The turns of a round, of which the median counts. One.
 * @property {() => unknown} [close] Gives back what all turns used.
 */

/** One turn. @param {Omit<LaterTrial, 'subject'>} trial @returns {Promise<number>} its nanoseconds */
export const turnOf = async ({ prepare, run, after }) => {
  const input = await prepare?.();
  globalThis.gc?.();
  const start = performance.now();
  const result = await run(input);
  const took = (performance.now() - start) * 1e6;
  do_not_optimize(result);
  await after?.(result);
  return took;
};

const medianTurn = async (/** @type {LaterTrial} */ trial) => {
  const turns = [];
  for (let turn = 0; turn < (trial.samples ?? 1); turn += 1) turns.push(await turnOf(trial));
  return turns.toSorted((a, b) => a - b)[turns.length >> 1];
};

/**
 * Compares what waits. A first round, which pays for what is loaded once, is not counted; it tells how slow a turn is.
 *
 * @param {readonly LaterTrial[]} trials
 * @param {number} rounds
 * @returns {Promise<Figures[]>}
 */
export const compareLater = async (trials, rounds) => {
  const figures = trials.map(({ subject }) => ({ subject, rounds: /** @type {number[]} */ ([]) }));
  let last = rounds;
  for (let round = 0; round <= last; round += 1) {
    for (let turn = 0; turn < trials.length; turn += 1) {
      const at = (turn + round) % trials.length;
      const figure = await medianTurn(trials[at]);
      if (round > 0) figures[at].rounds.push(figure);
      else if (figure > slowMs * 1e6) last = Math.min(rounds, slowRounds);
    }
  }
  return figures;
};
