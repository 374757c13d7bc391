/** The second process: serves the files in modules/ to whoever connects. `node server.js PATH [MILLISECONDS]` */
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileHooks, serveHooks, socketChannel } from '@padded-cell/rexec';

const [path = '', delay = '0'] = process.argv.slice(2);
const files = fileHooks(new URL('modules', import.meta.url).pathname);

/** @type {import('@padded-cell/rexec').RHooks} */
const slow = {
  async read(name) {
    console.log(`server ${process.pid} is asked for ${name}`);
    await new Promise((resolve) => {
      setTimeout(resolve, Number(delay));
    });
    return files.read(name);
  },
};

// What a server that was killed left behind.
rmSync(path, { force: true });
createServer((socket) => {
  serveHooks(slow, socketChannel(socket));
}).listen(path, () => {
  console.log('ready');
});
