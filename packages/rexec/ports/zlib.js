// browserify-zlib: Node's own zlib of 2017 over pako, the port of zlib to JavaScript, with what has been added since to
// the options that bound it. No Brotli.
import zlib from 'browserify-zlib';

const constants = {};
const rest = {};
for (const [name, value] of Object.entries(zlib)) {
  if (typeof value === 'number') constants[name] = value;
  else if (name !== 'Zlib') {
    rest[name] = value;
    if (typeof value === 'function' && value.name === '') Object.defineProperty(value, 'name', { value: name });
  }
}

export default { ...rest, constants };
