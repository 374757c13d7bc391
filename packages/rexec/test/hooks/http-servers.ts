/** Two real servers, one of them of another origin, for the tests of the file that imports this. */
import { type IncomingMessage, type RequestListener, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type HttpOptions, httpHooks } from '@padded-cell/rexec';
import { afterAll, beforeAll, beforeEach } from 'vitest';

export const js = { 'content-type': 'text/javascript; charset=utf-8' };
export const secret = 'the-secret-of-the-other-server';
let server: Server;
let other: Server;
/** Of the server that `answer` speaks for. */
export let origin: string;
export let elsewhere: string;
/** What it was asked, in this test. */
export let asked: { path: string; headers: IncomingMessage['headers'] }[];
export let askedOther: { path: string; headers: IncomingMessage['headers'] }[];
export let handlers: Record<string, (request: IncomingMessage, response: ServerResponse) => void>;

export const listen = async (listener: RequestListener): Promise<Server> => {
  const made = createServer(listener);
  await new Promise<void>((resolve) => {
    made.listen(0, '127.0.0.1', resolve);
  });
  return made;
};
export const originOf = (made: Server): string => `http://127.0.0.1:${(made.address() as AddressInfo).port}`;

beforeAll(async () => {
  server = await listen((request, response) => {
    const { url: path = '', headers } = request;
    asked.push({ path, headers });
    const handler = handlers[path.split('?')[0] ?? ''];
    if (handler === undefined) response.writeHead(404).end('none');
    else handler(request, response);
  });
  other = await listen(({ url: path = '', headers }, response) => {
    askedOther.push({ path, headers });
    response.writeHead(200, js).end(secret);
  });
  origin = originOf(server);
  elsewhere = originOf(other);
});
beforeEach(() => {
  asked = [];
  askedOther = [];
  handlers = {
    '/m/a.js': (_, response) => response.writeHead(200, js).end('a'),
  };
});
afterAll(() => {
  for (const each of [server, other]) {
    each.closeAllConnections();
    each.close();
  }
});

/** What httpHooks read. */
export const text = async (
  path: string,
  options?: HttpOptions,
  hooks = httpHooks(`${origin}/m/`, options),
): Promise<string | undefined> => {
  const found = (await hooks.read(path.startsWith('/') ? origin + path : path)) as { bytes: Uint8Array } | undefined;
  return found && Buffer.from(found.bytes).toString();
};
export const answer = (
  path: string,
  status: number,
  headers: Record<string, string>,
  body: string | Buffer = '',
): void => {
  handlers[path] = (_, response) => response.writeHead(status, headers).end(body);
};

export const forgetAsked = (): void => {
  asked = [];
};
