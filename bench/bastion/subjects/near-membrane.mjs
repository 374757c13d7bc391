/** @locker/near-membrane-node: guest code in a virtual environment, host objects entering through its membrane. */
import createVirtualEnvironment from '@locker/near-membrane-node';
import { elsewhere } from './realms.mjs';

export const open = () => {
  const environment = createVirtualEnvironment(globalThis, {});
  return elsewhere((text) => environment.evaluate(text));
};
