/** The console's input: one line at a time, and an interrupt at any time. */
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { Gate } from '../src/repl/gate.js';

const turn = async (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

const gateOn = (isRaw: boolean) => {
  const source = Object.assign(new PassThrough(), { isTTY: isRaw, isRaw });
  const state = { isBusy: false, interrupts: 0, read: [] as string[], hasEnded: false };
  const gate = new Gate(source, {
    isBusy: () => state.isBusy,
    interrupt: () => {
      state.interrupts += 1;
    },
  });
  gate.on('data', (bytes: Buffer) => state.read.push(String(bytes)));
  gate.on('end', () => {
    state.hasEnded = true;
  });
  return { source, gate, state };
};

test('a line waits until the one before has been dealt with', async () => {
  const { source, gate, state } = gateOn(false);
  gate.once('data', () => {
    state.isBusy = true;
  });
  source.write('one\ntwo\r\nthree\n');
  await turn();
  expect(state.read).toEqual(['one\n']);
  state.isBusy = false;
  gate.open();
  await turn();
  expect(state.read).toEqual(['one\n', 'two\r\n', 'three\n']);
});

test('the end waits too', async () => {
  const { source, gate, state } = gateOn(false);
  gate.once('data', () => {
    state.isBusy = true;
  });
  source.end('one\n');
  await turn();
  expect(state.hasEnded).toBe(false);
  state.isBusy = false;
  gate.open();
  await turn();
  expect(state.hasEnded).toBe(true);
});

test('a last line without an end is a line', async () => {
  const { source, gate, state } = gateOn(false);
  gate.on('data', (bytes: Buffer) => {
    state.isBusy = String(bytes).endsWith('\n');
  });
  source.end('one\ntwo');
  await turn();
  expect(state.read).toEqual(['one\n']);
  state.isBusy = false;
  gate.open();
  await turn();
  expect(state.read.join('')).toBe('one\ntwo\n');
  expect(state.hasEnded).toBe(false);
  state.isBusy = false;
  gate.open();
  await turn();
  expect(state.hasEnded).toBe(true);
});

test('an interrupt passes what was typed ahead, which is dropped', async () => {
  const { source, gate, state } = gateOn(true);
  gate.once('data', () => {
    state.isBusy = true;
  });
  source.write('await never\r');
  await turn();
  source.write('typed ahead');
  await turn();
  source.write('\u0003');
  await turn();
  expect(state.interrupts).toBe(1);
  state.isBusy = false;
  gate.open();
  await turn();
  expect(state.read).toEqual(['await never\r']);
});

test('where nothing runs, an interrupt is a key like others: the console knows what to do', async () => {
  const { source, state } = gateOn(true);
  source.write('\u0003');
  await turn();
  expect(state.interrupts).toBe(0);
  expect(state.read).toEqual(['\u0003']);
});

test('the byte of an interrupt in a file is none', async () => {
  const { source, gate, state } = gateOn(false);
  gate.once('data', () => {
    state.isBusy = true;
  });
  source.write('one\n');
  await turn();
  source.write('"\u0003"\n');
  await turn();
  expect(state.interrupts).toBe(0);
  state.isBusy = false;
  gate.open();
  await turn();
  expect(state.read).toEqual(['one\n', '"\u0003"\n']);
});
