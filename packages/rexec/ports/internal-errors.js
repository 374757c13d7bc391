// Node's errors with codes, as the readable-stream project publishes them: one set for all the ports.
import errors from 'readable-stream/lib/ours/errors.js';

export default errors;
