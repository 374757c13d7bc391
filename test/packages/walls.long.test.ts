/** All packages in cells that have a process, or a thread, of their own. */
import { process, thread } from '../walls/wall.js';
import { catalogue } from './catalogue/index.js';
import { testClaimsBeyond } from './claims.js';

testClaimsBeyond(catalogue, process);
testClaimsBeyond(catalogue, thread);
