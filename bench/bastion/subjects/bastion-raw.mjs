/** `bastion(target, undefined, { crossing: 'raw' })`: the methods are filtered, values pass as they are. */
import { bastion } from '@padded-cell/bastion';
import { here } from './realms.mjs';

const raw = /** @type {const} */ ({ crossing: 'raw' });

export const open = () => ({
  ...here,
  crosses: false,
  wrapper: () => (/** @type {object} */ target) => bastion(target, undefined, raw),
  wrapLiteral: (/** @type {object} */ literal) => bastion(literal, undefined, raw),
});
