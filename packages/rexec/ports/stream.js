// readable-stream: Node's own streams, as the project publishes them for other places. What goes to and from web streams
// is not in them.
import stream from 'readable-stream/lib/stream.js';

for (const [owner, ...names] of [
  [stream.Readable, 'fromWeb', 'toWeb'],
  [stream.Writable, 'fromWeb', 'toWeb'],
  [stream.Duplex, 'fromWeb', 'toWeb'],
  [stream.Readable.prototype, 'toWeb'],
]) {
  for (const name of names) Reflect.deleteProperty(owner, name);
}

export default stream;
