// string_decoder: Node's own, as its readable-stream project publishes it.
import decoder from 'string_decoder/lib/string_decoder.js';

export default decoder;
