/**
 * Reads frames, each to its end, before anything is done about it.
 *
 * Trusts: nothing of the bytes. Invariant: a frame that is wrong in any place has had no effect but on the tables of what
 * was received, and ends the connection.
 */
import type { Decoder } from '../codec/decode.js';
import type { Reader } from '../codec/reader.js';
import { Frame, MAGIC, mostReleased, named, Operation, ProtocolError, VERSION } from '../protocol.js';
import type { Asked } from './perform.js';

/** The other side calls. */
export interface CallMessage {
  readonly kind: 'call';
  readonly call: number;
  /** Whether the other side waits for the answer. */
  readonly isWaiting: boolean;
  readonly asked: Asked;
}

/** The other side answers a call. */
interface AnswerMessage {
  readonly kind: 'answer';
  readonly call: number;
  readonly isThrown: boolean;
  readonly value: unknown;
}

/** A promise of the other side is settled. */
interface SettledMessage {
  readonly kind: 'settled';
  readonly id: number;
  readonly isThrown: boolean;
  readonly value: unknown;
}

/** The other side lets go of what it was given. */
interface ReleasedMessage {
  readonly kind: 'released';
  readonly released: readonly (readonly [id: number, count: number])[];
}

export type Message = AnswerMessage | CallMessage | ReleasedMessage | SettledMessage;

/** @throws ProtocolError for any other beginning, and another version */
export const readHello = (kind: number, reader: Reader): void => {
  const said = [kind, ...MAGIC.map(() => reader.byte())];
  if (said.join() !== [Frame.hello, ...MAGIC].join()) {
    throw new ProtocolError('no greeting', 'it does not begin as it must');
  }
  const version = reader.byte();
  reader.end();
  if (version !== VERSION) throw new ProtocolError('version', `it speaks version ${version}, and this side ${VERSION}`);
};

const readCall = (reader: Reader, decoder: Decoder): CallMessage => {
  const call = reader.count();
  const isWaiting = reader.byte() === 1;
  const operation = reader.byte();
  const id = operation === Operation.root ? 0 : reader.count();
  const name = named.has(operation) ? reader.string() : '';
  const args = decoder.values();
  return { kind: 'call', call, isWaiting, asked: { operation, id, name, args } };
};

const readReleased = (reader: Reader): ReleasedMessage => {
  const released: (readonly [id: number, count: number])[] = [];
  let count = reader.countOfRest();
  if (count > mostReleased) throw new ProtocolError('too many', 'it lets go of too much at one time');
  for (; count > 0; count -= 1) released.push([reader.count(), reader.count()]);
  return { kind: 'released', released };
};

const readBody = (kind: number, reader: Reader, decoder: Decoder): Message => {
  switch (kind) {
    case Frame.call:
      return readCall(reader, decoder);
    case Frame.return:
    case Frame.throw:
      return { kind: 'answer', call: reader.count(), isThrown: kind === Frame.throw, value: decoder.value() };
    case Frame.fulfil:
    case Frame.reject:
      return { kind: 'settled', id: reader.count(), isThrown: kind === Frame.reject, value: decoder.value() };
    case Frame.release:
      return readReleased(reader);
    default:
      throw new ProtocolError('unknown kind', `a frame of kind ${kind}`);
  }
};

/** @throws ProtocolError for what no honest side sends */
export const readMessage = (kind: number, reader: Reader, decoder: Decoder): Message => {
  const message = readBody(kind, reader, decoder);
  reader.end();
  return message;
};
