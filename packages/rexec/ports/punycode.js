// punycode: what Node's module is a copy of, by its author.
import punycode from 'punycode/punycode.js';

export default punycode;
