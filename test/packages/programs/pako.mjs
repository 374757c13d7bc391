import * as pako from 'pako';

const text = 'padded '.repeat(100);
const packed = pako.deflate(new TextEncoder().encode(text));

export default {
  small: packed.length < 40,
  same:
    pako.inflate(packed, { toText: true, to: 'string' }) === text ||
    new TextDecoder().decode(pako.inflate(packed)) === text,
  gzip: [...pako.gzip('a').slice(0, 2)],
};
