import { mean } from './lib/mean.mjs';

/** @param {number[]} numbers */
export const report = (numbers) => `the mean of ${numbers.join(', ')} is ${mean(numbers)}`;
