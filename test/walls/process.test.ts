/** The scenarios, in cells that have a process of their own. */
import { areas } from './scenarios/index.js';
import { testArea } from './scenario.js';
import { process } from './wall.js';

for (const area of areas) testArea(process, area);
