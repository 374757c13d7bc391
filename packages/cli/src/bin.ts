#!/usr/bin/env node
/**
 * The `rexec` command.
 *
 * Nothing of a guest's runs in this module's time: `run` locks this realm down before it makes a cell (run/run.ts), and
 * `repl` has its cell in a thread that does (repl/worker.ts), since Node's `repl` can't be had in a locked-down realm.
 */
import { main } from './main.js';

process.exitCode = await main(process.argv.slice(2));
