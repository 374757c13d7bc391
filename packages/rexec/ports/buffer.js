// buffer: the port that bundlers have used for ten years; two small dependencies.
import buffer from 'buffer/index.js';

export default buffer;
