/**
 * fetch, Headers, Request, Response, Blob, File and FormData: the web's interface, over `$fetch`, which decides what may be
 * reached and does it.
 *
 * Trusts: `$fetch`. Invariant: nothing here is needed for the safety of the host; a guest may change all of it.
 */
import { Blob, File } from './web/blob.js';
import { FormData } from './web/form-data.js';
import { fetch } from './web/fetching.js';
import { Headers } from './web/headers.js';
import { Request, Response } from './web/messages.js';

export default { fetch, Headers, Request, Response, Blob, File, FormData };
