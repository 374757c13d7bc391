/** No wrapper: what the loop and the target take by themselves, and no wrapper can take less than. */
import { here } from './realms.mjs';

export const open = () => ({
  ...here,
  crosses: false,
  noWrapper: 'there is nothing but the target',
  list: (/** @type {unknown} */ _, /** @type {readonly object[]} */ targets) => [...targets],
});
