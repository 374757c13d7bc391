import '@padded-cell/rexec/lockdown';
import { allow, bastion } from '@padded-cell/bastion';
import {
  type ImportError,
  type Namespace,
  type Policy,
  type Program,
  RExec,
  StringIO,
  SystemExit,
  inRestrictedMode,
} from '@padded-cell/rexec';
import { expectAssignable, expectError, expectType } from 'tsd';

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
