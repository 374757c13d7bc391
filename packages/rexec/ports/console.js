// console: the cell's own, as a module. There is no class to make another that writes elsewhere.
const names = `assert clear count countReset debug dir dirxml error group groupCollapsed groupEnd info log table time
timeEnd timeLog trace warn`.split(/\s+/);

export default Object.fromEntries(
  names.map((name) => [name, { [name]: (...values) => $names.console[name](...values) }[name]]),
);
