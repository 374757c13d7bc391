/** The scenarios, in cells of this realm, under the lockdown that programs have. */
import '@padded-cell/rexec/lockdown';
import { areas } from './scenarios/index.js';
import { testArea } from './scenario.js';
import { realm } from './wall.js';

for (const area of areas) testArea(realm, area);
