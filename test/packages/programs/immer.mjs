import { enableMapSet, enablePatches, produce, produceWithPatches } from 'immer';

enablePatches();
enableMapSet();
const before = { a: [1], m: new Map([['k', { n: 1 }]]) };
const after = produce(before, (draft) => {
  draft.a.push(2);
  draft.m.get('k').n = 2;
});
const [, patches] = produceWithPatches(before, (draft) => {
  draft.a[0] = 3;
});

export default {
  before: before.a,
  after: after.a,
  map: [before.m.get('k').n, after.m.get('k').n],
  frozen: Object.isFrozen(after.a),
  patches,
};
