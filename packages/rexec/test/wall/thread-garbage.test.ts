/** What is let go of between two threads: the claims of garbage.test.ts, each as it stands. */
import { vi } from 'vitest';

vi.mock('./child.js', async () => {
  const { startThread } = await import('./thread-child.js');
  return { startChild: startThread };
});

await import('./garbage.test.js');
