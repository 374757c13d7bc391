/**
 * Files in place of a cell's own for one call, for a cell beyond a wall.
 *
 * Invariant: once the call is over, nothing from beyond reaches a file any more.
 */
import type { TextSink } from '../../names/redirection.js';
import type { Stdio } from '../../names/output.js';
import { filesOf } from '../../options.js';
import type { Terminal } from '../guest/beyond.js';
import type { FilesMessage } from '../messages.js';
import type { Share } from './share.js';

const terminalOf = (sink: TextSink | undefined): Terminal | undefined =>
  sink && (sink.isTTY === true ? [true, sink.columns, sink.rows] : [false, undefined, undefined]);

/** The message of files, and what is called when the call is over. */
export const filesMessage = (
  stdio: Stdio,
  share: Share,
  down: (run: (...args: never[]) => unknown) => unknown,
): { readonly message: FilesMessage; readonly end: () => void } => {
  const { stdin, stdout, stderr } = filesOf(stdio);
  let isOver = false;
  const whileOn = (): void => {
    if (isOver) throw new Error('the call that these files were for is over');
  };
  const message = {
    stdout: terminalOf(stdout),
    stderr: terminalOf(stderr),
    hasStdin: stdin !== undefined,
    write: down((stream: unknown, text: unknown) => {
      whileOn();
      const sink = stream === 'stderr' ? stderr : stdout;
      if (sink === undefined || typeof text !== 'string') throw new TypeError('there is no such file');
      share.ledger.spend('outputBytes', Buffer.byteLength(text) + 1);
      sink.write(text);
    }),
    readNow: down(() => {
      whileOn();
      return stdin?.readNow();
    }),
    read: down(async () => {
      whileOn();
      return await stdin?.read();
    }),
  } as FilesMessage;
  return {
    message,
    end: () => {
      isOver = true;
    },
  };
};
