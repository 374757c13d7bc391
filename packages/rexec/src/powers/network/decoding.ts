/**
 * The body of a response as it comes off the wire, decompressed as its headers say.
 *
 * Invariants: at most a few chunks of a body are here at one time, however much it decompresses to: what is not read is not
 * decompressed; and at most as many codings are undone as honest servers use.
 */
import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { network } from './node.js';

const mostCodings = 2;
type Decoder = () => NodeJS.ReadWriteStream & Readable;

const gunzip: Decoder = () => {
  const { constants, createGunzip } = network().zlib;
  return createGunzip({ flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH });
};

const decoders: Readonly<Record<string, Decoder>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  deflate: () => {
    const { constants, createInflate } = network().zlib;
    return createInflate({ flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH });
  },
  br: () => {
    const { constants, createBrotliDecompress } = network().zlib;
    const { BROTLI_OPERATION_FLUSH: flush } = constants;
    return createBrotliDecompress({ flush, finishFlush: flush });
  },
};

/** The body, decompressed. @throws TypeError where it has more codings than anyone needs */
export const decodedBody = (response: IncomingMessage): Readable => {
  const codings = (response.headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > mostCodings) throw new TypeError('the response is compressed more than twice');
  const makers = codings.map((coding) => (Object.hasOwn(decoders, coding) ? decoders[coding] : undefined));
  // One that is not known is the reader's to undo, as it is in Node.
  if (makers.includes(undefined)) return response;
  let body: Readable = response;
  for (const make of makers.toReversed()) {
    if (make === undefined) continue;
    // Whoever reads the last one hears of an error in any.
    body = pipeline(body, make(), () => undefined);
  }
  return body;
};
