import { expect, test } from 'vitest';
import { rehearse } from '../../src/wall/guest/rehearsal.js';

test('what a process runs before it has a guest goes through, each step of it', async () => {
  const answers = await rehearse();
  expect(answers).toMatchObject([
    { status: 'fulfilled', value: { value: undefined } },
    { status: 'fulfilled', value: { outcome: { value: undefined }, exitCode: 0 } },
    { status: 'fulfilled', value: { outcome: { value: undefined }, exitCode: 0 } },
    { status: 'fulfilled', value: { outcome: { value: { list: [1, 2, 3] } } } },
    { status: 'fulfilled', value: { outcome: { value: 1 } } },
    { status: 'fulfilled', value: { outcome: { value: undefined } } },
  ]);
});
