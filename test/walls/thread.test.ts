/** The scenarios, in cells that have a thread of their own. */
import { areas } from './scenarios/index.js';
import { testArea } from './scenario.js';
import { thread } from './wall.js';

for (const area of areas) testArea(thread, area);
