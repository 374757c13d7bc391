// url: Node's older functions, the port that bundlers use; with URL and its functions, which are over Node's own parser.
import web from 'node:internal/url';
import url from 'url/url.js';

export default { ...url, ...web };
