/**
 * What a subject is, to the works.
 *
 * @typedef {object} Functions What the guest does for its host; a subject has those that it can have.
 * @property {(number: number) => Promise<number>} add
 * @property {(value: unknown) => Promise<number>} [take]
 * @property {(kind: string, length: number) => Promise<{ length: number }>} [give]
 * @property {(turns: number) => Promise<number>} [ask]
 *
 * @typedef {object} Side A guest that has given its first result.
 * @property {() => Promise<Functions>} functions
 * @property {() => unknown} end Settles when nothing is left of it.
 *
 * @typedef {object} Pool
 * @property {() => Promise<Side>} start
 * @property {() => Promise<unknown>} warmed Settles when as many as are to be are ready.
 * @property {() => Promise<unknown>} drain
 *
 * @typedef {object} Wall
 * @property {() => Promise<Side>} start
 * @property {(options: { size: number, warm: number }) => Pool} [pool]
 */
import { functions } from '../peers/functions.mjs';

/** The guest's functions as an expression, for what takes text; it is to know `tick`. */
export const guestText = `(${String(functions)})(() => tick())`;
