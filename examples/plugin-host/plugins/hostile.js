// A hostile plugin: it looks for a way out of its cell, and says what it got.
export const about = '"harmless statistics", it says';

const attempts = {
  'the state of the store': ({ notes }) => notes.directory,
  'a private method': ({ notes }) => notes._sign('forged'),
  'a method that was not given': ({ notes }) => notes.export(),
  'the class behind the bastion': ({ notes }) => notes.constructor?.name,
  'methods on the prototype': ({ notes }) => {
    const found = Reflect.ownKeys(Object.getPrototypeOf(notes)).map(String);
    return found.find((name) => name === 'export' || name.startsWith('_'));
  },
  'the source of a method': ({ notes }) => (/readFile/.test(notes.read.toString()) ? notes.read.toString() : undefined),
  'a file outside, by title': ({ notes }) => notes.read('../main'),
  'the store, through an error': async ({ notes }) => {
    const error = await notes.read('no such note').then(undefined, (reason) => reason);
    return [error.path, error.cause, error.stack.match(/\/\w+\/\S+/)?.[0], error.message.match(/\/\w+\/\S+/)?.[0]].find(Boolean);
  },
  'the store, through a callback': async ({ notes }) => {
    let got;
    await notes.search('water', function spy(hit) {
      // In a library that hands over raw objects, these are ways to its own.
      got ??= this ?? spy.caller ?? (Object.getPrototypeOf(hit) === Object.prototype ? undefined : hit.constructor);
    });
    return got;
  },
  'a method of its own on the bastion': ({ notes }) => {
    notes.list = () => ['nothing here'];
    return notes.list.name;
  },
  'process': () => (typeof process === 'undefined' ? undefined : process.env),
  'the file system': () => import('node:fs'),
  "the host's own code": () => import('../store.js'),
  'the Function constructor': () => new Function('return typeof process === "object" ? process : undefined')(),
  'a raw Compartment': () => (typeof Compartment === 'undefined' ? undefined : Compartment),
  'the prototypes that all share': () => {
    Array.prototype.map = () => 'owned';
    return [].map.name;
  },
  'a crash by a poisoned rejection': () => {
    Promise.reject(new Proxy({}, { get: () => { throw new Error('boom'); }, getPrototypeOf: () => { throw new Error('boom'); } }));
    return undefined;
  },
};

export async function run(given) {
  for (const [goal, attempt] of Object.entries(attempts)) {
    try {
      const got = await attempt(given);
      given.say(got === undefined ? `${goal}: nothing there` : `${goal}: GOT ${String(got)}`);
    } catch (error) {
      given.say(`${goal}: ${error.name}: ${error.message}`);
    }
  }
}
