/** Packages in cells that have a process of their own, and some in threads; walls.long.test.ts has all of them in both. */
import { process, thread } from '../walls/wall.js';
import { catalogue } from './catalogue/index.js';
import { testClaimsBeyond } from './claims.js';

/** Of each kind one or two: CommonJS and modules, with lines of their own, with time, chance and language, large and small. */
const some = [
  'ajv',
  'csv-parse-stream',
  'handlebars',
  'immer',
  'liquidjs',
  'lodash',
  'luxon',
  'ms',
  'nanoid',
  'postcss',
  'rxjs',
  'zod',
];
const few = ['lodash', 'luxon', 'zod'];

testClaimsBeyond(
  catalogue.filter(({ program }) => some.includes(program)),
  process,
);
testClaimsBeyond(
  catalogue.filter(({ program }) => few.includes(program)),
  thread,
);
