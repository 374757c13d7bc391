// unenv: Node 22's own source with its imports replaced. The older ports fail on malformed escapes and on `__proto__`.
import querystring from 'unenv/node/querystring';

export default querystring;
