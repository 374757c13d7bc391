// What a package gets that asks for `process` as a module.
import { process } from './surroundings.js';

export const { argv, cwd, emitWarning, env, execArgv, nextTick, platform } = process;
export default process;
