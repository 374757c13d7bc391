// node-inspect-extracted: Node's own util.inspect and util.format, of the version that Node 20 has. A Proxy is shown by
// what its traps give, as to any other code: what is behind one is not to be seen.
let loaded;

/** The library, which runs when something is to be shown: most cells only have errors that could show something. */
const load = () => {
  if (loaded !== undefined) return loaded;
  const { format, formatWithOptions, inspect, stripVTControlCharacters } = require('node-inspect-extracted');
  loaded = { format, formatWithOptions, inspect, stripVTControlCharacters };
  // It was made smaller, and its names with it.
  for (const [name, value] of Object.entries(loaded)) Object.defineProperty(value, 'name', { value: name });
  return loaded;
};

export default { load };
