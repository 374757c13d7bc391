import { dump, load } from 'js-yaml';

let wrong;
try {
  load('a: [1');
} catch (error) {
  wrong = [error.name, error.mark.line];
}

export default {
  loaded: load('a: 1\nb: [x, y]\nc: &k {d: null}\ne: *k\n'),
  dumped: dump({ a: [1, { b: 'x: y' }] }),
  wrong,
};
