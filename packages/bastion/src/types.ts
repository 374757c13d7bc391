/** Placeholder until the type-level rule lands: the written types follow. */
import { Bastion as BastionBase } from './facade/brand.js';

export const Bastion: typeof BastionBase = BastionBase;
/* eslint-disable */
export type Bastion<T, F = unknown> = any;
export type GuardsFor<T, F> = any;
export type Narrowed<B, F> = any;
