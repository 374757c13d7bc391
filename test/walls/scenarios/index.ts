/** All scenarios, by what they are about. */
import type { Area } from '../scenario.js';
import { attacks } from './attacks.js';
import { behaviour } from './behaviour.js';
import { loader } from './loader.js';
import { methods } from './methods.js';
import { modules } from './modules.js';
import { names } from './names.js';
import { nesting } from './nesting.js';
import { values } from './values.js';

/** All. */
export const areas: readonly Area[] = [values, behaviour, methods, ...names, ...modules, loader, nesting, ...attacks];
