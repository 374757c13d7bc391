// url: Node's older functions, the port that bundlers use. URL itself is not among them.
import url from 'url/url.js';

export default url;
