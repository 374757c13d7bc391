/** vm2: guest code in a VM, host objects entering through its bridge. */
import vm2 from 'vm2';
import { elsewhere } from './realms.mjs';

export const open = () => {
  const vm = new vm2.VM();
  return elsewhere((text) => vm.run(text));
};
