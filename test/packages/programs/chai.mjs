import { assert, expect } from 'chai';

const failed = (claim) => {
  try {
    claim();
    return undefined;
  } catch (error) {
    return [error.name, error.message];
  }
};

export default {
  right: failed(() => expect({ a: [1, { b: new Map([[1, 2]]) }] }).to.deep.equal({ a: [1, { b: new Map([[1, 2]]) }] })),
  wrong: failed(() => expect([1, 2]).to.include(3)),
  assert: failed(() => assert.strictEqual(1, 2, 'one is two')),
  throws: failed(() =>
    expect(() => {
      throw new RangeError('far');
    }).to.throw(RangeError, /far/),
  ),
};
