/** What an attacker sends that knows the protocol, or does not: bytes at random, and honest frames with something wrong. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { createMembrane } from '@padded-cell/bastion/membrane';
import { graph } from '../../../bastion/test/laws/graphs.js';
import { Writer } from '../../src/wall/codec/writer.js';
import { Encoder } from '../../src/wall/codec/encode.js';
import { Frame, Operation, ProtocolError } from '../../src/wall/protocol.js';
import { Links } from '../../src/wall/peer/links.js';
import { attack, callGiven, callRoot, victimId } from './attacker.js';

const names = ['note', 'rows', 'later', 'call', '_hidden', '__proto__', 'constructor', 'then', 'next', 'calls'];

/** An honest frame: a call with some values, an answer, a release. */
const honest: fc.Arbitrary<Uint8Array> = fc
  .record({
    kind: fc.constantFrom(Frame.call, Frame.call, Frame.call, Frame.return, Frame.throw, Frame.fulfil, Frame.release),
    number: fc.nat({ max: 12 }),
    operation: fc.constantFrom(...Object.values(Operation)),
    name: fc.constantFrom(...names),
    build: graph,
  })
  .map(({ kind, number, operation, name, build }) => {
    const writer = new Writer(2 ** 24);
    const links = new Links({
      isHost: false,
      isSync: true,
      mostHeld: 1000,
      mostMethods: 1000,
      operate: () => undefined,
      release: () => undefined,
    });
    const values = createMembrane().up(build()) as readonly unknown[];
    if (kind === Frame.call) {
      if (operation === Operation.root) callRoot(writer, number, name);
      else callGiven(writer, number, operation, victimId + (number % 3), needsName(operation) ? name : undefined);
      writer.count(values.length);
    } else {
      writer.byte(kind);
      writer.count(number);
    }
    const encoder = new Encoder(writer, links);
    if (kind === Frame.release) writer.count(1);
    else if (kind === Frame.call) for (const value of values) encoder.value(value);
    else encoder.value(values);
    return writer.finish();
  });

const needsName = (operation: number): boolean => operation !== Operation.apply && operation !== Operation.construct;

/** One thing that is wrong with a frame. */
const fault = fc.oneof(
  fc.record({ what: fc.constant('set' as const), at: fc.nat(), value: fc.nat({ max: 255 }) }),
  fc.record({ what: fc.constant('flip' as const), at: fc.nat(), value: fc.nat({ max: 7 }) }),
  fc.record({ what: fc.constant('cut' as const), at: fc.nat(), value: fc.constant(0) }),
  fc.record({ what: fc.constant('drop' as const), at: fc.nat(), value: fc.nat({ max: 8 }) }),
  fc.record({ what: fc.constant('repeat' as const), at: fc.nat(), value: fc.nat({ max: 64 }) }),
);

const spoil = (
  frame: Uint8Array,
  { what, at, value }: typeof fault extends fc.Arbitrary<infer F> ? F : never,
): Uint8Array => {
  const bytes = [...frame];
  const place = bytes.length === 0 ? 0 : at % bytes.length;
  if (what === 'set') bytes[place] = value;
  else if (what === 'flip') bytes[place] = (bytes[place] ?? 0) ^ (1 << value);
  else if (what === 'cut') bytes.length = place;
  else if (what === 'drop') bytes.splice(place, value);
  else bytes.splice(place, 0, ...bytes.slice(place, place + value));
  return Uint8Array.from(bytes);
};

const spoiled: fc.Arbitrary<Uint8Array> = fc
  .tuple(honest, fc.array(fault, { maxLength: 4 }))
  .map(([frame, faults]) => faults.reduce(spoil, frame));

const random: fc.Arbitrary<Uint8Array> = fc.uint8Array({ minLength: 1, maxLength: 200 });

const intrinsics = [Object, Array, Function, Map, Promise, Error, RegExp].map(({ prototype }) => prototype as object);
const namesOf = (): string => JSON.stringify(intrinsics.map((prototype) => Reflect.ownKeys(prototype).map(String)));
const untouched = namesOf();

const limits = { held: 100, items: 10_000, frameBytes: 2 ** 20 };

/**
 * Whatever arrives, a host does what was asked of what it gave, or ends the connection with a ProtocolError; and what it
 * did not expose is not called.
 */
export const nothingButTheEnd = (): fc.IAsyncProperty<[readonly Uint8Array[]]> =>
  fc.asyncProperty(
    fc.array(fc.oneof({ weight: 4, arbitrary: spoiled }, random), { minLength: 1, maxLength: 6 }),
    async (frames) => {
      const { send, victim, host, ends, received } = attack(limits);
      for (const frame of frames) if (frame.length > 0) send(...frame);
      await new Promise((resolve) => setImmediate(resolve));
      expect(ends.length).toBeLessThan(2);
      if (ends.length > 0) expect(ends[0]).toBeInstanceOf(ProtocolError);
      expect(host.ended).toBe(ends[0]);
      expect(host.held.here).toBeLessThanOrEqual(limits.held);
      expect(host.held.beyond).toBeLessThanOrEqual(limits.held);
      expect(namesOf()).toBe(untouched);
      for (const sent of received()) expect(Buffer.from(sent).includes('SECRET')).toBe(false);
      expect(victim._hidden()).toContain('SECRET');
    },
  );
