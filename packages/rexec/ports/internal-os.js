// The guest half of node:os: facts, each asked of the host half (`$machine`) when it is used.
const fact = (name) => {
  const text = $machine.fact(name);
  return text === undefined ? undefined : JSON.parse(text);
};

const os = {};
for (const name of ['EOL', 'constants', 'devNull']) {
  Object.defineProperty(os, name, {
    enumerable: true,
    get: () => ($machine.granted().includes(name) ? fact(name) : undefined),
  });
}
for (const name of [
  'arch',
  'availableParallelism',
  'cpus',
  'endianness',
  'freemem',
  'homedir',
  'hostname',
  'loadavg',
  'machine',
  'networkInterfaces',
  'platform',
  'release',
  'tmpdir',
  'totalmem',
  'type',
  'uptime',
  'userInfo',
  'version',
]) {
  const get = () => fact(name);
  Object.defineProperty(get, 'name', { value: name });
  os[name] = get;
}

export default os;
