/** Values that cross: data, instances and callbacks. */
import { store } from '../targets.mjs';
import { looped } from './looped.mjs';

const kind = (/** @type {any} */ keep) => store(keep);
const crosses = true;

export const works = [
  looped({
    name: 'callback, new at each call, called 10 times',
    kind,
    crosses,
    callsBack: true,
    kernel: (list, turns) => {
      let sum = 0;
      for (let i = 0; i < turns; i += 1) sum = (sum + list[i & 7].ten((x) => x + i)) | 0;
      return sum;
    },
  }),
  looped({
    name: 'callback, the same at each call, called 10 times',
    kind,
    crosses,
    callsBack: true,
    kernel: (list, turns) => {
      let sum = 0;
      const callback = (x) => x + sum;
      for (let i = 0; i < turns; i += 1) sum = (sum + list[i & 7].ten(callback)) & 1023;
      return sum;
    },
  }),
  looped({
    name: 'fresh data returned',
    kind,
    crosses,
    kernel: (list, turns) => {
      let sum = 0;
      for (let i = 0; i < turns; i += 1) {
        const row = list[i & 7].row();
        sum = (sum + row.id + row.at.y) | 0;
      }
      return sum;
    },
  }),
  looped({
    name: 'fresh instance returned, called once',
    kind,
    crosses,
    kernel: (list, turns) => {
      let sum = 0;
      for (let i = 0; i < turns; i += 1) sum = (sum + list[i & 7].child().bump()) | 0;
      return sum;
    },
  }),
  looped({
    name: 'fresh literal of 5 closures returned, called once',
    kind,
    crosses,
    callsBack: true,
    kernel: (list, turns) => {
      let sum = 0;
      for (let i = 0; i < turns; i += 1) sum = (sum + list[i & 7].tools().a()) | 0;
      return sum;
    },
  }),
  looped({
    name: 'array of 1,000 records returned, read once',
    kind,
    crosses,
    kernel: (list, turns) => {
      let sum = 0;
      for (let i = 0; i < turns; i += 1) {
        const records = list[i & 7].records();
        const { length } = records;
        for (let j = 0; j < length; j += 1) sum = (sum + records[j].price) | 0;
      }
      return sum;
    },
  }),
  looped({
    name: 'graph three deep returned, read once',
    kind,
    crosses,
    kernel: (list, turns) => {
      let sum = 0;
      for (let i = 0; i < turns; i += 1) {
        const { buyer, lines } = list[i & 7].graph();
        sum = (sum + buyer.address.zip.length + lines[1].n) | 0;
      }
      return sum;
    },
  }),
];
