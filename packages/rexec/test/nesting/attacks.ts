/** Ways in which a guest that makes cells asks for more than it has, and what it gets: the same on every wall. */

const privilege = ['PrivilegeError', 'ERR_PRIVILEGE'];
const refused = ['ImportError', 'ERR_IMPORT'];

/** What is asked, the statements that leave what came of it in `result`, and what that is to be. */
export const attacks: readonly (readonly [name: string, text: string, expected: unknown])[] = [
  ['a line', 'result = await importing({ okPath: [outside] });', privilege],
  ['a directory above', "result = await importing({ okPath: [outside + '/..'] });", privilege],
  ['the root', "result = await importing({ okPath: ['/'] });", privilege],
  ['a way up', "result = await importing({ okPath: ['./..'] });", privilege],
  ['a file: URL', "result = await importing({ okPath: ['file://' + outside] });", privilege],
  ['a link that leads out', "result = await importing({ okPath: ['./way-out'] }, './secret.js');", privilege],
  [
    'a getter that changes its answer',
    "let n = 0; result = await importing({ get okPath() { n += 1; return n === 1 ? ['./inner'] : [outside]; } });",
    refused,
  ],
  [
    'an array whose elements change',
    "let n = 0; const path = ['./inner']; Object.defineProperty(path, 0, { get() { n += 1; return n === 1 ? './inner' : outside; } }); result = await importing({ okPath: path });",
    refused,
  ],
  [
    'an array with a length that grows',
    "const path = new Proxy(['./inner', outside], { get(target, key) { return key === 'length' ? 1 : target[key]; } }); result = await importing({ okPath: path });",
    refused,
  ],
  [
    'a subclass of Array',
    "class Paths extends Array { static get [Symbol.species]() { return function () { return [outside]; }; } map() { return [outside]; } toJSON() { return [outside]; } *[Symbol.iterator]() { yield outside; } } result = await importing({ okPath: Paths.from(['./inner']) });",
    refused,
  ],
  [
    'a Proxy as the options',
    "let n = 0; const options = new Proxy({ okPath: [] }, { get: (_, key) => { if (key !== 'okPath') return undefined; n += 1; return n > 1 ? [outside] : ['./inner']; } }); result = await importing(options);",
    refused,
  ],
  ['toJSON', 'result = await importing({ okPath: [{ toJSON: () => outside }] });', ['PolicyError', 'ERR_POLICY']],
  [
    'an object with a toString',
    'result = await importing({ okPath: [{ toString: () => outside }] });',
    ['PolicyError', 'ERR_POLICY'],
  ],
  [
    '__proto__',
    'result = await importing(JSON.parse(\'{"__proto__": {"okPath": ["/"]}}\'));',
    ['PolicyError', 'ERR_POLICY'],
  ],
  [
    'a class attribute',
    'class Wide extends RExec { static okPath = [outside]; } result = await attempt(async () => (await new Wide().rImport(secretPath)).secret);',
    privilege,
  ],
  [
    'a class attribute that is a getter',
    "let n = 0; class Wide extends RExec { static get okPath() { n += 1; return n === 1 ? ['./inner'] : [outside]; } } result = await attempt(async () => (await new Wide().rImport(secretPath)).secret);",
    refused,
  ],
  ["an attribute of the cell's own class", 'RExec.okPath = [outside]; result = await importing({});', privilege],
  [
    'a class attribute set afterwards',
    "class Wide extends RExec { static okPath = ['./inner']; } const made = new Wide(); Wide.okPath = [outside]; result = await attempt(async () => (await made.rImport(secretPath)).secret);",
    refused,
  ],
  [
    'a package',
    'result = await importing({ okPath: [], packages: { marked: { okPath: [outside] } } });',
    ['PolicyError', 'ERR_POLICY'],
  ],
  ['a module', "result = await importing({ okBuiltinModules: ['node:url'] });", privilege],
  ['a name that is withheld', "result = await importing({ nokBuiltinNames: ['eval'] });", privilege],
  ['a limit', 'result = await importing({ limits: { timers: 11 } });', privilege],
  [
    'hooks that name the file',
    "result = await importing({ hooks: { resolve: () => [secretPath], read: (name) => ({ bytes: 'export const secret = import.meta.url;', name: secretPath }), canonical: () => secretPath } }, './x.js').then((told) => Array.isArray(told) ? told : typeof told);",
    'string',
  ],
  [
    'hooks that name a module of the host',
    "result = await importing({ hooks: { resolve: () => ['node:fs'], read: () => '' } });",
    refused,
  ],
  [
    'hooks that give something else than text',
    "result = await importing({ hooks: { read: () => ({ bytes: new Proxy(new Uint8Array(1), {}) }) } }, './x.js');",
    refused,
  ],
  [
    'hooks that give a thenable',
    "result = await importing({ hooks: { read: () => ({ then(resolve) { resolve({ get bytes() { throw secretPath; } }); } }) } }, './x.js');",
    refused,
  ],
  [
    'hooks whose text imports what is not held',
    "result = await importing({ hooks: { read: () => \"export { readFileSync as secret } from 'node:fs';\" } }, './x.js');",
    refused,
  ],
  [
    'a nested cell',
    "result = await attempt(() => new RExec({ okPath: ['./inner'] }).nest({ okPath: ['./'] }));",
    privilege,
  ],
  [
    'an override of rImport',
    "class Own extends RExec { async rImport() { return { secret: 'its own' }; } } const own = new Own(); result = await attempt(() => own.rExecAsync(`globalThis.got = (await import('${secretPath}')).secret`));",
    ['TypeError', undefined],
  ],
  [
    'a method taken to something else',
    "result = await attempt(() => RExec.prototype.rEval.call(Object.create(RExec.prototype), '1'));",
    ['TypeError', undefined],
  ],
];
