// What a program takes on by importing a package: bundled, minified, compressed; its dependencies aside.
/** @param {object} config */
const forNode = (config) => ({ ...config, platform: 'node', format: 'esm', packages: 'external' });

export default [
  { name: 'bastion', path: 'packages/bastion/dist/index.js', limit: '16 kB', modifyEsbuildConfig: forNode },
  // Cells, the loader with its hooks, what a cell may have of the files and the network of a host, and walls: the host's half.
  { name: 'rexec', path: 'packages/rexec/dist/index.js', limit: '125 kB', modifyEsbuildConfig: forNode },
];
