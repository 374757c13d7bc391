/**
 * Node's own modules that talk to the network, loaded when a guest first fetches: to a program that only evaluates they
 * would be a good part of the time that it takes to start.
 */
import { getBuiltinModule } from 'node:process';

/** What is loaded. */
export interface NetworkModules {
  readonly dns: typeof import('node:dns');
  readonly http: typeof import('node:http');
  readonly https: typeof import('node:https');
  readonly zlib: typeof import('node:zlib');
}

let loaded: NetworkModules | undefined;

/** The modules. */
export const network = (): NetworkModules => {
  loaded ??= {
    dns: getBuiltinModule('node:dns'),
    http: getBuiltinModule('node:http'),
    https: getBuiltinModule('node:https'),
    zlib: getBuiltinModule('node:zlib'),
  };
  return loaded;
};
