import '@padded-cell/rexec/lockdown';
import { allow, type Bastion, bastion } from '@padded-cell/bastion';
import {
  type ImportError,
  type Namespace,
  type Policy,
  type Program,
  type RemoteProgram,
  type RemoteRExec,
  RExec,
  StringIO,
  SystemExit,
  inRestrictedMode,
} from '@padded-cell/rexec';
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';

class Store {
  read(name: string): string {
    return name;
  }
  write(_name: string): void {}
}

const rex = new RExec({ endowments: { store: bastion(new Store()), greeting: 'hello' } });

// What a guest gives is unknown until the host has looked.
expectType<unknown>(rex.rEval('1'));
expectType<void>(rex.rExec('1'));
expectType<Promise<void>>(rex.rExecAsync('1'));
expectType<Promise<Namespace>>(rex.rImport('./x.js'));
expectType<Policy>(rex.policy);
expectType<Program>(rex.compile('1'));
expectError(rex.rEval(1));
expectError(rex.compile('1', 'rImport'));

// Files of a call.
expectType<unknown>(rex.sEval('1', { stdout: new StringIO(), stdin: 'text', file: 'a.js' }));
expectType<Promise<Namespace>>(rex.sImport('./x.js', { stderr: new StringIO() }));
expectError(rex.sExec('1', { stdout: 'text' }));
expectError(rex.sExecFile(1));

// Modules of the host's, and fresh ones.
rex.addModule('settings')['size'] = 3;
expectType<Promise<Namespace>>(rex.rReload('./x.js'));
expectType<Promise<void>>(rex.rUnload(await rex.rImport('./x.js')));
expectError(rex.rReload(1));

// An exit.
expectType<number>(new SystemExit(3).exitCode);
expectType<boolean>(inRestrictedMode());

// Only what a cell has can be asked for.
const inner = rex.nest({ endowments: ['store'] });
expectError(rex.nest({ endowments: ['process'] }));
expectError(rex.nest({ endowments: { process: allow('exit') } }));
expectError(rex.nest({ okPaths: [] }));
rex.nest({ endowments: { store: allow('read'), greeting: true } });
expectError(inner.nest({ endowments: ['greeting'] }));
inner.nest({ endowments: ['store'] });

// A policy cannot be changed.
expectError(rex.policy.okPath.push('/'));
expectError((rex.policy = {} as Policy));

// Class attributes.
class Plugin extends RExec {
  static override okPath = ['./plugins'];
  static override okBuiltinModules = [...RExec.okBuiltinModules, 'node:path'];
}
expectAssignable<RExec>(new Plugin());
expectAssignable<Error>({} as ImportError);

// Neither a program nor a cell is made of parts.
expectError(rex.rExec({ file: 'x' }));

// Beyond a wall, what runs or asks something gives a promise.
const far = await RExec.spawn({ wall: 'process', endowments: { store: bastion(new Store()), greeting: 'hello' } });
expectType<RemoteRExec<{ store: Bastion<Store>; greeting: string }>>(far);
expectType<Promise<unknown>>(far.rEval('1'));
expectType<Promise<void>>(far.rExec('1'));
expectType<Promise<void>>(far.rExecAsync('1'));
expectType<Promise<Namespace>>(far.rImport('./x.js'));
expectType<Promise<void>>(far.rExecFile('x.js'));
expectType<Promise<unknown>>(far.sEval('1', { stdout: new StringIO(), stdin: 'text', file: 'a.js' }));
expectType<Promise<RemoteProgram>>(far.compile('1', 'rEval'));
expectType<Promise<void>>(far.end());
expectType<Promise<Error>>(far.ended);
expectType<Policy>(far.policy);
expectType<number>(far.exitCode);
expectType<boolean>(far.explain({ import: 'node:fs' }).allowed);
expectType<number | 'unlimited'>((await far.usage()).limits.cpuMs.left);
expectError(far.rEval(1));
expectError(far.sExec('1', { stdout: 'text' }));

// A program of one side is none of the other's.
expectType<Promise<unknown>>(far.rEval(await far.compile('1', 'rEval')));
expectError(far.rEval(rex.compile('1', 'rEval')));
expectError(rex.rEval(await far.compile('1', 'rEval')));

// A module is set and read by calls.
expectType<Promise<void>>(far.addModule('settings').set('size', 3));
expectType<Promise<unknown>>(far.addModule('settings').get('size'));
expectType<Promise<readonly string[]>>(far.addModule('settings').names());

// Only what a cell has can be asked for, here too.
const farInner = await far.nest({ endowments: ['store'] });
expectType<RemoteRExec<Pick<{ store: Bastion<Store>; greeting: string }, 'store'>>>(farInner);
expectError(far.nest({ endowments: ['process'] }));
expectError(far.nest({ okPaths: [] }));
void far.nest({ endowments: { store: allow('read'), greeting: true } });
expectError(farInner.nest({ endowments: ['greeting'] }));

// What is not there: it is ended by `await using`, made by spawn, and behind one of two walls.
expectNotAssignable<Disposable>(far);
expectNotAssignable<AsyncDisposable>(rex);
expectType<Promise<void>>(far[Symbol.asyncDispose]());
expectError(RExec.spawn({ wall: 'realm' }));
expectError(RExec.spawn({ limits: { cpuSeconds: 1 } }));
expectError((far.policy = {} as Policy));
class Spawned extends RExec {}
expectType<Promise<RemoteRExec>>(Spawned.spawn());
