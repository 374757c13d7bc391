// What the errors of streams show values with.
import inspection from 'node:internal/inspect';

export const format = (...values) => inspection.load().format(...values);
export const inspect = (value, options) => inspection.load().inspect(value, options);
