/** A plugin that does its work, and looks round while it is at it. It tells what it found by warnings, as plugins do. */
const tries = {
  'a file': async () => (await import('node:fs')).readFileSync('/etc/passwd', 'utf8'),
  'a command': async () => (await import('node:child_process')).execSync('id'),
  'the network': async () => (await fetch('https://example.com/?stolen')).status,
  'the environment': async () => process.env.HOME,
  'what all programs share': async () => (Object.prototype.stolen = true),
  'the time': async () => Date.now(),
};

export default {
  postcssPlugin: 'curious',
  async Once(root, { result }) {
    root.append({ text: 'curious was here' });
    for (const [what, attempt] of Object.entries(tries)) {
      const found = await attempt().then(
        (value) => `found: ${value}`,
        ({ name, message }) => `${name}: ${message}`,
      );
      root.warn(result, `${what}? ${found}`);
    }
  },
};
