/**
 * The host: a notes application that runs every plugin in plugins/ in a cell of its own.
 *
 * A plugin is a module with `about` and `run({ notes, cell, say })`. It gets a bastion of the store with four methods, a
 * bastion of its own cell with which it can make smaller ones, and a way to say what it did.
 */
import '@padded-cell/rexec/lockdown';
import { allow, audit, bastion, record } from '@padded-cell/bastion';
import { RExec } from '@padded-cell/rexec';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NoteStore } from './store.js';
import { Transcript } from './transcript.js';

// Paths in policies are relative to the directory that the program runs in.
process.chdir(import.meta.dirname);

const given = allow('list', 'read', 'write', 'search');

/** @typedef {{ about: string, run(given: object): Promise<void> }} Plugin what a plugin exports, as the host gets it */

/** Plugins may import from here, and from the one npm package that is installed for them. */
class PluginRExec extends RExec {
  /** @override */
  static okPath = ['./plugins', './node_modules/markdown-table'];
}

/**
 * @param {NoteStore} store
 * @param {string} file
 */
async function runPlugin(store, file) {
  const transcript = new Transcript(file);
  const notes = bastion(store, given, { name: 'notes', around: [audit((entry) => transcript.record(entry))] });
  const rex = new PluginRExec({ name: file, endowments: { notes } });
  const cell = bastion(rex, allow('nest'), 'cell');
  try {
    const plugin = /** @type {Plugin} */ (await rex.rImport(`./${file}`));
    transcript.given(plugin.about, { notes: 'list read write search', cell: 'nest' });
    // A record: a literal that holds a function would otherwise show its methods only.
    await plugin.run(record({ notes, cell, say: (/** @type {string} */ line) => transcript.say(line) }));
  } catch (error) {
    transcript.failed(error);
  } finally {
    rex.end();
  }
  transcript.end();
}

const directory = await mkdtemp(path.join(tmpdir(), 'notes-'));
try {
  await cp('./notes', directory, { recursive: true });
  const store = new NoteStore(directory, 'KEY-7f3a-do-not-print');
  console.log(`A notes store with ${(await store.list()).length} notes. Each plugin runs in a cell of its own.`);
  for (const file of (await readdir('./plugins')).toSorted()) await runPlugin(store, file);

  console.log(`\nAfterwards the store holds: ${(await store.list()).join(', ')}.`);
  console.log(await readFile(path.join(directory, 'contents.md'), 'utf8'));
} finally {
  await rm(directory, { recursive: true });
}
