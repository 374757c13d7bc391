/** A host takes every frame as an attacker's: what no honest guest sends ends that one connection, and does nothing else. */
import { describe, expect, test } from 'vitest';
import { Tag } from '../../src/wall/codec/tags.js';
import type { Writer } from '../../src/wall/codec/writer.js';
import { Frame, MAGIC, Operation, ProtocolError, VERSION } from '../../src/wall/protocol.js';
import { attack, type Attack, callGiven, callRoot, victimId } from './attacker.js';

/** It has ended as it must, and the victim was left alone. */
const expectEnd = ({ host, ends, victim }: Attack, violation: string): void => {
  expect(ends.length).toBe(1);
  expect(ends[0]).toBeInstanceOf(ProtocolError);
  expect((ends[0] as ProtocolError).violation).toBe(violation);
  expect(host.ended).toBe(ends[0]);
  expect(host.held).toStrictEqual({ here: 0, beyond: 0 });
  expect(victim.calls).toStrictEqual([]);
};

/** A call of the victim's `note` with one argument, which is written by hand. */
const noteWith =
  (fill: (writer: Writer) => void) =>
  (writer: Writer): void => {
    callGiven(writer, 2, Operation.method, victimId, 'note');
    writer.count(1);
    fill(writer);
  };

test('an honest call is answered', () => {
  const attacker = attack();
  attacker.write((writer, encoder) => {
    callGiven(writer, 2, Operation.method, victimId, 'note');
    writer.count(1);
    encoder.value({ a: [1] });
  });
  expect(attacker.victim.calls).toStrictEqual([[{ a: [1] }]]);
  expect(attacker.host.ended).toBeUndefined();
});

describe('the beginning', () => {
  test.each<[string, readonly number[]]>([
    ['is missing', [Frame.call, 1]],
    ['is of another protocol', [Frame.hello, 1, 2, 3, VERSION]],
    ['is said in the voice of one who waits', [Frame.hello | 0x80, ...MAGIC.toReversed(), VERSION]],
  ])('%s', (_what, bytes) => {
    const attacker = attack({}, false);
    attacker.send(...bytes, 0, 0, 0, 0);
    expectEnd(attacker, 'no greeting');
  });

  test('is of another version', () => {
    const attacker = attack({}, false);
    attacker.send(Frame.hello, ...MAGIC, VERSION + 1);
    expectEnd(attacker, 'version');
    expect(attacker.ends[0]?.message).toContain(`version ${VERSION + 1}`);
  });

  test('has more to it', () => {
    const attacker = attack({}, false);
    attacker.send(Frame.hello, ...MAGIC, VERSION, 0);
    expectEnd(attacker, 'malformed');
  });
});

describe('a number', () => {
  test.each<[string, string, (writer: Writer) => void]>([
    ['that was never given is called', 'unknown id', (writer) => callGiven(writer, 2, Operation.method, 99, 'note')],
    ['0 is called', 'unknown id', (writer) => callGiven(writer, 2, Operation.apply, 0)],
    ['of a method is asked of a promise', 'forged id', (writer) => callGiven(writer, 3, Operation.method, 2, 'then')],
    ['of an object is stepped', 'forged id', (writer) => callGiven(writer, 3, Operation.step, victimId, 'next')],
  ])('%s', (_what, violation, fill) => {
    const attacker = attack();
    attacker.write((writer) => {
      callGiven(writer, 2, Operation.method, victimId, 'later');
      writer.count(0);
    });
    attacker.write((writer) => {
      fill(writer);
      writer.count(0);
    });
    expectEnd(attacker, violation);
  });

  test('that was given up is called again', () => {
    const attacker = attack();
    attacker.send(Frame.release, 1, victimId, 1);
    expect(attacker.host.held.beyond).toBe(0);
    attacker.write((writer) => {
      callGiven(writer, 2, Operation.method, victimId, 'note');
      writer.count(0);
    });
    expectEnd(attacker, 'unknown id');
  });

  test.each<[string, readonly number[], string]>([
    ['that was never given is given up', [Frame.release, 1, 77, 1], 'unknown id'],
    ['is given up more often than it was given', [Frame.release, 1, victimId, 2], 'false release'],
    ['is given up no times', [Frame.release, 1, victimId, 0], 'false release'],
    ['is given up twice', [Frame.release, 2, victimId, 1, victimId, 1], 'unknown id'],
  ])('%s', (_what, bytes, violation) => {
    const attacker = attack();
    attacker.send(...bytes);
    expectEnd(attacker, violation);
  });

  test('comes home that is nobody’s', () => {
    const attacker = attack();
    attacker.write(
      noteWith((writer) => {
        writer.byte(Tag.home);
        writer.count(5);
      }),
    );
    expectEnd(attacker, 'unknown id');
  });

  test('is given as one kind of thing, and then as another', () => {
    const attacker = attack();
    attacker.write((writer) => {
      callGiven(writer, 2, Operation.method, victimId, 'note');
      writer.count(2);
      writer.byte(Tag.promise);
      writer.count(5);
      writer.byte(Tag.iterator);
      writer.count(5);
      writer.byte(0);
    });
    expectEnd(attacker, 'forged id');
  });
});

describe('an answer', () => {
  test.each<[string, number, string]>([
    ['to a call that was never made', Frame.return, 'unknown call'],
    ['that throws, to a call that was never made', Frame.throw, 'unknown call'],
    ['for a promise that was never given', Frame.fulfil, 'unknown id'],
    ['that rejects a promise that was never given', Frame.reject, 'unknown id'],
  ])('%s', (_what, kind, violation) => {
    const attacker = attack();
    attacker.send(kind, 7, Tag.undefined);
    expectEnd(attacker, violation);
  });

  test('that is given twice', async () => {
    const attacker = attack();
    const call = attacker.host.call('anything') as Promise<unknown>;
    attacker.send(Frame.return, 1, Tag.true);
    attacker.send(Frame.return, 1, Tag.false);
    expect(await call).toBe(true);
    expectEnd(attacker, 'unknown call');
  });

  test('for a promise that was settled before', () => {
    const attacker = attack();
    attacker.write(
      noteWith((writer) => {
        writer.byte(Tag.promise);
        writer.count(5);
      }),
    );
    attacker.victim.calls.length = 0;
    attacker.send(Frame.fulfil, 5, Tag.true);
    expect(attacker.host.ended).toBeUndefined();
    attacker.send(Frame.reject, 5, Tag.true);
    expectEnd(attacker, 'unknown id');
  });
});

describe('what is asked of an object', () => {
  test.each<[string, number, string]>([
    ['a method that its filter refuses', Operation.method, '_hidden'],
    ['a method that every object has', Operation.method, 'hasOwnProperty'],
    ['its constructor', Operation.method, 'constructor'],
    ['its prototype', Operation.method, '__proto__'],
    ['a field', Operation.method, 'calls'],
    ['a special method that it does not have', Operation.special, '__getitem__'],
  ])('%s is refused, and goes on', (_what, operation, name) => {
    const attacker = attack();
    attacker.write((writer) => {
      callGiven(writer, 2, operation, victimId, name);
      writer.count(0);
    });
    expect(attacker.host.ended).toBeUndefined();
    const last = Buffer.from(attacker.received().at(-1) as Uint8Array).toString('latin1');
    expect(last.charCodeAt(0) & 0x7f).toBe(Frame.throw);
    expect(last).toContain(`'${name}' is not among the methods`);
    expect(last).not.toContain('SECRET');
  });

  test.each<[string, (writer: Writer) => void, string]>([
    ['something of the root that is not in it', (writer) => callRoot(writer, 2, 'toString'), 'unknown name'],
    [
      'a special method that nothing has',
      (writer) => callGiven(writer, 2, Operation.special, victimId, '__secret__'),
      'unknown name',
    ],
    ['an operation that there is not', (writer) => callGiven(writer, 2, 66, victimId), 'unknown kind'],
  ])('%s is a violation', (_what, fill, violation) => {
    const attacker = attack();
    attacker.write((writer) => {
      fill(writer);
      writer.count(0);
    });
    expectEnd(attacker, violation);
  });
});

describe('a value', () => {
  const cases: readonly (readonly [what: string, fill: (writer: Writer) => void, violation: string])[] = [
    ['of an unknown kind', (w) => w.byte(200), 'unknown kind'],
    ['that is a hole outside of an array', (w) => w.byte(Tag.hole), 'unknown kind'],
    ['that refers to what is not there', (w) => (w.byte(Tag.reference), w.count(0)), 'unknown reference'],
    ['that refers far away', (w) => (w.byte(Tag.reference), w.count(2 ** 40)), 'unknown reference'],
    ['that has the names of what was not there', (w) => (w.byte(Tag.record), w.count(3)), 'unknown reference'],
    ['that is a string cut short', (w) => (w.byte(Tag.string), w.count(2000)), 'truncated'],
    ['that is an array of more than there is', (w) => (w.byte(Tag.array), w.count(2 ** 31)), 'truncated'],
    ['that is a Map of more than there is', (w) => (w.byte(Tag.map), w.count(2 ** 40)), 'truncated'],
    ['that is a buffer of more than there is', (w) => (w.byte(Tag.buffer), w.count(2 ** 47)), 'truncated'],
    ['that is a bigint of more than there is', (w) => (w.byte(Tag.bigint), w.count(2 ** 30)), 'truncated'],
    ['that is an integer too large', (w) => (w.byte(Tag.integer), w.count(2 ** 50)), 'malformed'],
    ['that is a sparse array too long', (w) => (w.byte(Tag.sparseArray), w.count(2 ** 32), w.count(0)), 'malformed'],
    [
      'that is a sparse array with an element beside it',
      (w) => (w.byte(Tag.sparseArray), w.count(5), w.count(1), w.count(5), w.byte(Tag.true)),
      'malformed',
    ],
    ['that is a symbol which nobody knows', (w) => (w.byte(Tag.wellKnownSymbol), w.string('secret')), 'malformed'],
    [
      'that is no regular expression',
      (w) => (w.byte(Tag.regexp), w.string('('), w.string(''), w.byte(Tag.integer), w.count(0)),
      'malformed',
    ],
    [
      'that is a regular expression which goes on from an object',
      (w) => (w.byte(Tag.regexp), w.string('a'), w.string(''), w.byte(Tag.array), w.count(0)),
      'malformed',
    ],
    ['that boxes an object', (w) => (w.byte(Tag.boxed), w.byte(Tag.array), w.count(0)), 'malformed'],
    ['that boxes itself', (w) => (w.byte(Tag.boxed), w.byte(Tag.reference), w.count(0)), 'unknown reference'],
    [
      'that is a view of no buffer',
      (w) => (w.byte(Tag.view), w.byte(2), w.count(0), w.count(0), w.byte(Tag.array), w.count(0)),
      'malformed',
    ],
    [
      'that is a view larger than its buffer',
      (w) => (w.byte(Tag.view), w.byte(2), w.count(0), w.count(9), w.byte(Tag.buffer), w.count(1), w.byte(0)),
      'malformed',
    ],
    [
      'that is a view of no class',
      (w) => (w.byte(Tag.view), w.byte(77), w.count(0), w.count(0), w.byte(Tag.buffer), w.count(0)),
      'malformed',
    ],
    [
      'that is an error with a field of its own',
      (w) => (
        w.byte(Tag.error),
        w.string('E'),
        w.string(''),
        w.string(''),
        w.count(0),
        w.count(1),
        w.string('then'),
        w.byte(0)
      ),
      'malformed',
    ],
    [
      'that is an error with an object in it',
      (w) => (
        w.byte(Tag.error),
        w.string('E'),
        w.string(''),
        w.string(''),
        w.count(1),
        w.string('x'),
        w.byte(Tag.array),
        w.count(0)
      ),
      'malformed',
    ],
    [
      'that is a match with a field that no match has',
      (w) => (w.byte(Tag.match), w.count(0), w.count(1), w.string('constructor'), w.byte(Tag.true)),
      'malformed',
    ],
    [
      'that is an object which shows what is no special method',
      (w) => (w.byte(Tag.behaviour), w.count(9), w.count(0), w.byte(0), w.count(0), w.count(2 ** 20), w.string('x')),
      'malformed',
    ],
    [
      'that is an object of a shape which was not told',
      (w) => (w.byte(Tag.behaviour), w.count(9), w.count(4), w.string('x')),
      'unknown reference',
    ],
    [
      'that is a record with a function that printing would run',
      (w) => {
        w.byte(Tag.newRecord);
        w.count(1);
        w.string('toString');
        w.byte(Tag.behaviour);
        w.count(9);
        w.count(0);
        w.byte(1);
        w.count(0);
        w.count(0);
        w.string('f');
      },
      'malformed',
    ],
  ];

  test.each(cases)('%s', (_what, fill, violation) => {
    const attacker = attack();
    attacker.write(noteWith(fill));
    expectEnd(attacker, violation);
  });

  test.each(cases)('%s, deep within another', (_what, fill, violation) => {
    const attacker = attack();
    attacker.write(
      noteWith((writer) => {
        writer.byte(Tag.array);
        writer.count(1);
        writer.byte(Tag.map);
        writer.count(1);
        writer.byte(Tag.null);
        // What it may refer to is there now; so that it refers to nothing, it refers far away.
        fill(writer);
      }),
    );
    // A reference to the first value is right here.
    if (violation === 'unknown reference' && attacker.ends.length === 0) return;
    expect(attacker.ends.length).toBe(1);
    expect(attacker.victim.calls).toStrictEqual([]);
  });

  test('that is nested without end is refused before the stack is used up', () => {
    const attacker = attack();
    attacker.write(
      noteWith((writer) => {
        for (let level = 0; level < 1_000_000; level += 1) {
          writer.byte(Tag.array);
          writer.count(1);
        }
        writer.byte(Tag.null);
      }),
    );
    expectEnd(attacker, 'too deep');
  });

  test('that is small on the wire and large in memory is refused before it is made', () => {
    const attacker = attack({ items: 1000 });
    const before = process.memoryUsage().rss;
    attacker.write(
      noteWith((writer) => {
        writer.byte(Tag.array);
        writer.count(500_000);
        for (let n = 0; n < 500_000; n += 1) {
          writer.byte(Tag.map);
          writer.count(0);
        }
      }),
    );
    expectEnd(attacker, 'too large');
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 2 ** 20);
  });

  test('that is a row of long arrays of nothing takes no memory', () => {
    const attacker = attack();
    const before = process.memoryUsage().rss;
    attacker.write(
      noteWith((writer) => {
        writer.byte(Tag.array);
        writer.count(100);
        for (let n = 0; n < 100; n += 1) {
          writer.byte(Tag.sparseArray);
          writer.count(30_000_000);
          writer.count(0);
        }
      }),
    );
    expect(attacker.host.ended).toBeUndefined();
    const [[rows]] = attacker.victim.calls as [[unknown[][]]];
    expect(rows[99]?.length).toBe(30_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
  });

  test('with names that every object inherits has them as fields, and changes nothing else', () => {
    const attacker = attack();
    attacker.write(
      noteWith((writer) => {
        writer.byte(Tag.newRecord);
        writer.count(3);
        for (const name of ['__proto__', 'constructor', 'hasOwnProperty']) writer.string(name);
        writer.byte(Tag.newRecord);
        writer.count(1);
        writer.string('polluted');
        writer.byte(Tag.true);
        writer.byte(Tag.true);
        writer.byte(Tag.true);
      }),
    );
    const [[got]] = attacker.victim.calls as [[Record<string, unknown>]];
    expect(Object.keys(got)).toStrictEqual(['__proto__', 'constructor', 'hasOwnProperty']);
    expect(Object.getPrototypeOf(got)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect((got as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('that is text of lone surrogates arrives as it is', () => {
    const attacker = attack();
    attacker.write((writer, encoder) => noteWith(() => encoder.value('\uD800 \uDC00'))(writer));
    expect(attacker.victim.calls).toStrictEqual([['\uD800 \uDC00']]);
  });
});

describe('a frame', () => {
  test('of no known kind', () => {
    const attacker = attack();
    attacker.send(77, 1, 2, 3);
    expectEnd(attacker, 'unknown kind');
  });

  test('that greets again', () => {
    const attacker = attack();
    attacker.send(Frame.hello, ...MAGIC, VERSION);
    expectEnd(attacker, 'unknown kind');
  });

  test('with more after its end', () => {
    const attacker = attack();
    attacker.write((writer) => {
      callGiven(writer, 2, Operation.method, victimId, 'note');
      writer.count(0);
      writer.byte(0);
    });
    expectEnd(attacker, 'malformed');
  });

  test('with a number that is not written as numbers are', () => {
    const attacker = attack();
    attacker.send(Frame.call, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
    expectEnd(attacker, 'malformed');
  });

  test('after the end is not read', () => {
    const attacker = attack();
    attacker.send(77);
    attacker.write((writer) => {
      callGiven(writer, 2, Operation.method, victimId, 'note');
      writer.count(0);
    });
    expectEnd(attacker, 'unknown kind');
  });
});

describe('a flood', () => {
  test('of objects for the host to hold ends at the limit', () => {
    const attacker = attack({ held: 100 });
    for (let id = 1; attacker.ends.length === 0 && id < 1000; id += 1) {
      attacker.write(
        noteWith((writer) => {
          writer.byte(Tag.promise);
          writer.count(id);
        }),
      );
    }
    expect((attacker.ends[0] as ProtocolError).violation).toBe('too many');
    expect(attacker.victim.calls.length).toBe(100);
  });

  test.each<[string, (writer: Writer, round: number) => void]>([
    [
      'of methods',
      (writer, round) => {
        writer.byte(Tag.behaviour);
        writer.count(round + 1);
        writer.count(0);
        writer.byte(0);
        writer.count(20);
        for (let n = 0; n < 20; n += 1) writer.string(`m${round}_${n}`);
        writer.count(0);
        writer.string('x');
      },
    ],
    [
      'of registered symbols',
      (writer, round) => {
        writer.byte(Tag.array);
        writer.count(1000);
        for (let n = 0; n < 1000; n += 1) {
          writer.byte(Tag.registeredSymbol);
          writer.string(`flood ${round} ${n}`);
        }
      },
    ],
  ])('%s ends', (_what, fill) => {
    const attacker = attack({ methods: 640 });
    for (let round = 0; attacker.ends.length === 0 && round < 100; round += 1) {
      attacker.write(
        noteWith((writer) => {
          fill(writer, round);
        }),
      );
    }
    expect((attacker.ends[0] as ProtocolError).violation).toBe('too many');
  });

  test('of methods of one object ends before they are made', () => {
    const attacker = attack();
    const before = performance.now();
    attacker.write(
      noteWith((writer) => {
        writer.byte(Tag.behaviour);
        writer.count(9);
        writer.count(0);
        writer.byte(0);
        writer.count(50_000);
        for (let n = 0; n < 50_000; n += 1) writer.string(`m${n}`);
        writer.count(0);
        writer.string('x');
      }),
    );
    expectEnd(attacker, 'too many');
    expect(performance.now() - before).toBeLessThan(1000);
  });

  test("of the host's objects ends at the limit with an error that the guest can catch", () => {
    const attacker = attack({ held: 100 });
    for (let call = 2; call < 300; call += 1) {
      attacker.write((writer) => {
        callGiven(writer, call, Operation.method, victimId, 'rows');
        writer.count(0);
      });
    }
    expect(attacker.host.ended).toBeUndefined();
    expect(attacker.host.held.beyond).toBe(100);
    expect(Buffer.from(attacker.received().at(-1) as Uint8Array).toString('latin1')).toContain(
      'holds 100 objects already',
    );
  });
});

test('what waits for an answer is told of the violation', async () => {
  const attacker = attack();
  const call = attacker.host.call('anything') as Promise<unknown>;
  attacker.send(77);
  await expect(call).rejects.toMatchObject({ code: 'ERR_PROTOCOL', violation: 'unknown kind' });
  await expect(attacker.host.call('anything')).rejects.toMatchObject({ code: 'ERR_PROTOCOL' });
});
