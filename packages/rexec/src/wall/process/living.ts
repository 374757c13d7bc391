/**
 * The process groups of all living cells: none outlives the host.
 *
 * Where the operating system does not end them with the host, a reaper does: a shell that is told of each group, reads
 * until its input ends, which is when the host ends, however that ends, and then kills what is left.
 *
 * Invariant: from before a guest is in it until it has ended, a group is in this list, and in the reaper's where there
 * is one.
 */
import { type ChildProcess, spawn } from 'node:child_process';

const living = new Set<number>();

/** Kills a group, if it is there. */
export const killGroup = (group: number): void => {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended.
  }
};

const killAll = (): void => {
  for (const group of living) killGroup(group);
};

const script = `
trap '' HUP INT QUIT TERM
groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -9 "-$group"; done
`;

let reaper: ChildProcess | undefined;

const tell = (line: string): void => {
  reaper?.stdin?.write(`${line}\n`);
};

const startReaper = (): void => {
  if (reaper !== undefined) return;
  // In a session of its own: what is sent to the host's group by a terminal does not reach it.
  const started = spawn('/bin/sh', ['-c', script], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
    cwd: '/',
  });
  reaper = started;
  started.unref();
  (started.stdin as unknown as { unref(): void }).unref();
  started.stdin.on('error', () => undefined);
  started.once('error', () => {
    reaper = undefined;
  });
  started.once('exit', () => {
    reaper = undefined;
    // Something has killed it. Nobody else knows of these.
    if (living.size > 0) startReaper();
  });
  for (const group of living) tell(`+ ${group}`);
};

let isListening = false;

/**
 * Notes a group.
 *
 * @param diesWithHost - whether the operating system ends it with the host.
 * @returns what is to be called when its leader has ended: it kills what is left of it, and forgets it.
 */
export const noteGroup = (group: number, diesWithHost: boolean): (() => void) => {
  if (!isListening) {
    isListening = true;
    process.on('exit', killAll);
  }
  living.add(group);
  if (!diesWithHost) {
    if (reaper === undefined) startReaper();
    else tell(`+ ${group}`);
  }
  return () => {
    if (!living.delete(group)) return;
    killGroup(group);
    tell(`- ${group}`);
  };
};
