/**
 * fetch: a Request goes to `$fetch`, and a Response with a stream comes of what it gives.
 *
 * Invariant: a signal that aborts ends the exchange, and the stream of its body.
 */
import streams from 'node:internal/web-streams';
import { received, Request } from './messages.js';

const { ReadableStream } = streams;

/** A failure of the network as the web has it: a TypeError, with what is known as its cause. */
const asOfWeb = (error) =>
  error instanceof TypeError && error.code !== undefined ? new TypeError('fetch failed', { cause: error }) : error;

const bodyOf = (exchange, signal) => {
  let onAbort;
  return new ReadableStream(
    {
      start(controller) {
        onAbort = () => {
          $fetch.cancel(exchange);
          controller.error(signal.reason);
        };
        signal.addEventListener('abort', onAbort, { once: true });
      },
      async pull(controller) {
        let part;
        try {
          part = await $fetch.read(exchange);
        } catch (error) {
          if (signal.aborted) return;
          signal.removeEventListener('abort', onAbort);
          throw asOfWeb(error);
        }
        if (signal.aborted) return;
        if (part !== null) controller.enqueue(part);
        else {
          signal.removeEventListener('abort', onAbort);
          controller.close();
        }
      },
      cancel() {
        signal.removeEventListener('abort', onAbort);
        $fetch.cancel(exchange);
      },
    },
    { highWaterMark: 0 },
  );
};

const headersOf = (flat) => {
  const pairs = [];
  for (let at = 0; at < flat.length; at += 2) pairs.push([flat[at], flat[at + 1]]);
  return pairs;
};

const exchanged = async (request, body) => {
  const { signal } = request;
  const exchange = $fetch.begin(request.method, request.url, request.redirect, [...request.headers].flat(), body);
  const onAbort = () => $fetch.cancel(exchange);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const [status, statusText, url, redirected, hasBody, ...flat] = await $fetch.head(exchange);
    signal.throwIfAborted();
    const source = hasBody ? { stream: bodyOf(exchange, signal) } : null;
    return received({ status, statusText, url, redirected, headers: headersOf(flat), source });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw asOfWeb(error);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
};

export const fetch = async (...args) => {
  if (args.length === 0) throw new TypeError('fetch takes a URL or a Request');
  const request = new Request(...args);
  request.signal.throwIfAborted();
  // A body is sent when all of it is there.
  const body = request.body === null ? undefined : await request.bytes();
  request.signal.throwIfAborted();
  return await exchanged(request, body);
};
