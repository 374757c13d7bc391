/** The guest's functions by comlink. */
import * as comlink from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { functions } from './functions.mjs';
import { port } from './port.mjs';

comlink.expose(
  functions(() => 1),
  nodeEndpoint(port),
);
