/**
 * The names of files: giving another, where links lead, what a file is called in the end.
 *
 * Invariant: no renaming makes something readable that was not: what the policy lets be written only stays so.
 */
import { dirname, isAbsolute, join } from 'node:path';
import { targetIn } from './directory.js';
import { requireNotRoot } from './directories.js';
import { Fault, outside } from './fault.js';
import { foundAt } from './opening.js';
import { call, type Operation } from './system.js';
import type { View } from './view.js';
import { at } from './walk.js';

/** Gives a file or directory another name. */
export const renames = function* (view: View, from: string, to: string): Operation<void> {
  const options = { follow: false, need: 'write' } as const;
  yield* at(view, from, options, function* (source) {
    view.require('write', source.real);
    requireNotRoot(view, source);
    yield* at(view, to, options, function* (target) {
      view.require('write', target.real);
      requireNotRoot(view, target);
      if (view.hasReadable(target.real)) view.require('read', source.real);
      if ((yield* foundAt(source)) === undefined) throw new Fault('ENOENT');
      yield* call.rename(source.path, target.path);
    });
  });
};

/** What a link says, where it leads to something that the guest may know of. */
export const target = function* (view: View, path: string): Operation<string> {
  return yield* at(view, path, { follow: false, need: 'read' }, function* (place) {
    view.require('read', place.real);
    const said = yield* targetIn(place.directory, place.name);
    if (said === undefined) throw new Fault('EINVAL');
    // A link's text is the host's: of an absolute one only what the guest sees is told.
    const leads = isAbsolute(said) ? view.start(said) : undefined;
    const end = leads === undefined ? join(dirname(place.real), said) : join(leads.from, ...leads.names);
    if (!view.knows(end)) throw outside('read');
    return leads === undefined ? said : (view.shown(view.realOf(end)) ?? said);
  });
};

/** What a file is called in the end, links followed, as the guest sees it. */
export const realName = function* (view: View, path: string): Operation<string> {
  return yield* at(view, path, { follow: true, need: 'read' }, function* (place) {
    view.require('read', place.real);
    const found = yield* foundAt(place);
    if (found === undefined) throw new Fault('ENOENT');
    if (found.isSymbolicLink()) throw outside('read');
    if (place.isDirectory && !found.isDirectory()) throw new Fault('ENOTDIR');
    const shown = view.shown(place.real);
    if (shown === undefined) throw outside('read');
    return shown;
  });
};
