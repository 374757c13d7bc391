// assert: the npm port of Node's.
import assert from 'assert/build/assert.js';

export default assert;
