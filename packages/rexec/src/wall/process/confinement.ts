/**
 * What the operating system adds round a cell's process, where it can be had without privileges: on Linux, the tools of
 * util-linux, put before Node on the command line. Each replaces itself by what follows it, so the process is one.
 *
 * | tool | what it does |
 * |---|---|
 * | `unshare` | a network of its own, without any interface: nothing can be reached; and no shared memory of others |
 * | `setpriv` | dies with its host, however that dies; no set-user-ID program gives it anything; no capabilities |
 * | `prlimit` | no core dump, no byte written to a file, few descriptors; processor time and data, for when the host hangs |
 *
 * Trusts: what is in the system's own directories; never a PATH. Invariant: what does not work here is left out and is
 * said so in {@link Confinement}; it never keeps a cell from starting.
 */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

/** What the operating system adds. */
export interface Confinement {
  /** Whether it has no network. */
  readonly hasNoNetwork: boolean;
  /** Whether it dies with its host without anything else to see to it. */
  readonly diesWithHost: boolean;
  /** Whether the kernel keeps to limits by itself. */
  readonly hasKernelLimits: boolean;
  /** The words before Node's on the command line. */
  readonly prefix: (limits: KernelLimits) => string[];
}

/** Limits for the kernel, looser than those the host keeps: for when the host itself hangs. */
interface KernelLimits {
  /** Of processor time; the kernel counts whole seconds. */
  readonly cpuSeconds: number;
  /** MiB of private memory that is mapped, used or not. */
  readonly dataMb: number;
}

const pathOf = (tool: string): string | undefined =>
  ['/usr/bin', '/bin', '/usr/sbin', '/sbin']
    .map((directory) => `${directory}/${tool}`)
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

/** Whether a command runs at all. */
const works = async ([tool, ...args]: readonly string[]): Promise<boolean> =>
  await new Promise((resolve) => {
    if (tool === undefined) {
      resolve(false);
      return;
    }
    execFile(tool, args, { env: {}, cwd: '/', timeout: 2000 }, (error) => {
      resolve(error === null);
    });
  });

const amount = (name: string, most: number): string[] =>
  Number.isFinite(most) ? [`--${name}=${Math.ceil(most)}`] : [];

const limitsOf = ({ cpuSeconds, dataMb }: KernelLimits): string[] => [
  '--core=0',
  '--fsize=0',
  '--nofile=128',
  ...amount('cpu', cpuSeconds),
  ...amount('data', dataMb * 1024 * 1024),
];

const none: Confinement = {
  hasNoNetwork: false,
  diesWithHost: false,
  hasKernelLimits: false,
  prefix: () => [],
};

const command = (tool: string | undefined, ...args: string[]): string[] => (tool === undefined ? [] : [tool, ...args]);

/** The three tools, each with what it is asked for here; the limits stand for any. */
const find = async (): Promise<Confinement> => {
  const [unshare, setpriv, prlimit, nothing] = ['unshare', 'setpriv', 'prlimit', 'true'].map(pathOf);
  if (process.platform !== 'linux' || nothing === undefined) return none;
  const apart = command(unshare, '--user', '--net', '--ipc', '--');
  const bound = command(setpriv, '--no-new-privs', '--pdeathsig', 'KILL');
  const bare = bound.length === 0 ? [] : [...bound, '--bounding-set=-all', '--inh-caps=-all', '--'];
  const limited = (limits: KernelLimits): string[] => command(prlimit, ...limitsOf(limits));
  const some = limited({ cpuSeconds: 60, dataMb: 2048 });
  const whenThere = async (words: string[]): Promise<boolean> => words.length > 0 && (await works([...words, nothing]));
  const [hasNoNetwork, diesWithHost, hasKernelLimits, isBare] = await Promise.all([
    whenThere(apart),
    whenThere(bound),
    whenThere(some),
    whenThere([...apart, ...bare, ...some]),
  ]);
  // First apart, where it may drop what it would otherwise need a privilege to drop.
  const before = [...(hasNoNetwork ? apart : []), ...(isBare ? bare : diesWithHost ? [...bound, '--'] : [])];
  return {
    hasNoNetwork,
    diesWithHost: diesWithHost || isBare,
    hasKernelLimits,
    prefix: (limits) => [...before, ...(hasKernelLimits ? limited(limits) : [])],
  };
};

let found: Promise<Confinement> | undefined;

/** What works on this machine: tried once. */
export const confinement = async (): Promise<Confinement> => await (found ??= find());
