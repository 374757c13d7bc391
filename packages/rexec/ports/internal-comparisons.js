// Deep equality: Node's own, of the npm port of assert.
import comparisons from 'assert/build/internal/util/comparisons.js';

export default comparisons;
