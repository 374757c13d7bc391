/** Calls between two threads: the claims of process.test.ts, each as it stands. */
import { vi } from 'vitest';

vi.mock('./child.js', async () => {
  const { startThread } = await import('./thread-child.js');
  return { startChild: startThread };
});

await import('./process.test.js');
