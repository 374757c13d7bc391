// The whole of a stream at once, as bytes, text or JSON: of any async iterable, whether Node's stream or the web's.
import { Buffer } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';

const buffer = async (stream) => {
  const chunks = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
};

const arrayBuffer = async (stream) => {
  const bytes = await buffer(stream);
  return new Uint8Array(bytes).buffer;
};

const text = async (stream) => {
  const decoder = new StringDecoder('utf8');
  let all = '';
  for await (const chunk of stream) all += typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk));
  return all + decoder.end();
};

const json = async (stream) => JSON.parse(await text(stream));

export default { arrayBuffer, buffer, json, text };
