/** The names that a guest knows from elsewhere: console, timers, time and chance by policy, Intl, URLs, encoders, crypto, fetch. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ConsoleRecord, StringIO } from '@padded-cell/rexec';
import { afterAll } from 'vitest';
import type { Area } from '../scenario.js';
import type { Cell } from '../wall.js';

const inGuest = (text: string): string =>
  `(async () => { const attempt = async (run) => { try { return ['gave', await run()]; } catch (e) { return [e.name, e.code, e.message]; } }; ${text} })()`;

const server = createServer((request, response) => {
  if (request.url === '/away') response.writeHead(302, { location: 'http://other.invalid/' }).end();
  else if (request.url === '/here') response.writeHead(302, { location: '/text' }).end();
  else if (request.url === '/json') response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":[1,2]}');
  else if (request.url === '/bytes') response.end(Buffer.alloc(200_000, 7));
  else if (request.url === '/echo') request.pipe(response);
  else
    response
      .writeHead(request.url === '/text' ? 200 : 404, { 'x-method': request.method, cookie: 'none' })
      .end(`text of ${request.url}`);
});
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
const { port } = server.address() as AddressInfo;
const at = `http://127.0.0.1:${port}`;

const output = { stdout: new StringIO(), stderr: new StringIO() };
const records: ConsoleRecord[] = [];

/** Runs statements, and gives what was written since: after a little, as what a process writes takes its way. */
const written = async (rex: Cell, text: string): Promise<unknown> => {
  const [out, err] = [output.stdout.text.length, output.stderr.text.length];
  await rex.rExecAsync(text);
  return [output.stdout.text.slice(out), output.stderr.text.slice(err)];
};

/** Names. */
export const names: readonly Area[] = [
  {
    about: 'names without a grant',
    scenarios: [
      {
        does: 'numbers, text, dates and patterns give what they give elsewhere',
        run: `[0.1 + 0.2, (1234.5).toFixed(1), (255).toString(16), parseInt('12px'), 'aXbX'.replaceAll('X', '-'), 'ß'.toUpperCase(), 'é'.normalize('NFD').length,
          new Date(0).toISOString(), new Date(2020, 1, 29, 12).toString(), new Date('2020-02-29T12:00:00Z').getHours(), /(?<y>\\d{4})/u.exec('in 2020').groups.y, [3, 1, 2].sort(), structuredClone(new Map([[1, { a: 1 }]])).get(1),
          JSON.stringify({ a: [undefined, 1n === 1n], d: new Date(0) }), [1, [2, [3]]].flat(Infinity), typeof WeakRef, typeof SharedArrayBuffer, typeof WebAssembly, typeof Intl, (1234.5).toLocaleString()]`,
        gives: [
          0.30000000000000004,
          '1234.5',
          'ff',
          12,
          'a-b-',
          'SS',
          2,
          '1970-01-01T00:00:00.000Z',
          'Sat Feb 29 2020 12:00:00 GMT+0000 (Coordinated Universal Time)',
          12,
          '2020',
          [1, 2, 3],
          { a: 1 },
          '{"a":[null,true],"d":"1970-01-01T00:00:00.000Z"}',
          [1, 2, 3],
          'undefined',
          'undefined',
          'undefined',
          'undefined',
          '1234.5',
        ],
      },
      {
        does: 'time and chance are refused, and the refusal says which line grants them',
        run: inGuest(
          'return [await attempt(() => Date.now()), await attempt(() => new Date()), await attempt(() => Math.random()), await attempt(() => performance.now()), await attempt(() => crypto.randomUUID()), await attempt(() => crypto.getRandomValues(new Uint8Array(1)))]',
        ),
        gives: [
          [
            'NotGrantedError',
            'ERR_NOT_GRANTED',
            'Date.now() tells the time, which is not granted to this cell; the policy line that would grant it is clock',
          ],
          [
            'NotGrantedError',
            'ERR_NOT_GRANTED',
            'new Date() tells the time, which is not granted to this cell; the policy line that would grant it is clock',
          ],
          [
            'NotGrantedError',
            'ERR_NOT_GRANTED',
            'Math.random() gives random numbers, which is not granted to this cell; the policy line that would grant it is random',
          ],
          [
            'NotGrantedError',
            'ERR_NOT_GRANTED',
            'performance.now() tells the time, which is not granted to this cell; the policy line that would grant it is clock',
          ],
          [
            'NotGrantedError',
            'ERR_NOT_GRANTED',
            'crypto.randomUUID() gives random bytes, which is not granted to this cell; the policy line that would grant it is random',
          ],
          [
            'NotGrantedError',
            'ERR_NOT_GRANTED',
            'crypto.getRandomValues() gives random bytes, which is not granted to this cell; the policy line that would grant it is random',
          ],
        ],
      },
      {
        does: 'URLs, encoders, base64, aborting, events, copies',
        run: inGuest(`const url = new URL('../b?x=1&y=ü#h', 'http://user@example.com:8080/a/c'); url.searchParams.append('z', '1 2');
          const controller = new AbortController(); const heard = []; controller.signal.addEventListener('abort', (e) => heard.push(e.type)); controller.abort(new Error('why'));
          class Own extends EventTarget {} const own = new Own(); own.addEventListener('x', (e) => heard.push(e.type, e.detail), { once: true }); own.dispatchEvent(new CustomEvent('x', { detail: 1 })); own.dispatchEvent(new Event('x'));
          return [url.href, [...url.searchParams], URL.canParse('x'), new TextEncoder().encode('é🧪'), new TextDecoder('utf-16le').decode(new Uint8Array([104, 0, 105, 0])), btoa('text'), atob('dGV4dA=='), await attempt(() => atob('*')), heard, controller.signal.reason.message, await attempt(() => structuredClone(() => 1)), await new Blob(['a', new Uint8Array([98])]).text(), Buffer.from('é').toString('hex'), [...new Headers([['A', '1'], ['a', '2']])], await new Response('{"a":1}').json()]`),
        gives: [
          'http://user@example.com:8080/b?x=1&y=%C3%BC&z=1+2#h',
          [
            ['x', '1'],
            ['y', 'ü'],
            ['z', '1 2'],
          ],
          false,
          new Uint8Array([195, 169, 240, 159, 167, 170]),
          'hi',
          'dGV4dA==',
          'text',
          ['InvalidCharacterError', 5, 'The string to be decoded is not correctly encoded.'],
          ['abort', 'x', 1],
          'why',
          ['DataCloneError', 25, 'function could not be cloned.'],
          'ab',
          'c3a9',
          [['a', '1, 2']],
          { a: 1 },
        ],
      },
      {
        does: 'fetch is refused, and the refusal says which line grants it',
        run: inGuest(
          `return [await attempt(() => fetch('http://example.com/')), await attempt(() => fetch('file:///etc/passwd')), await attempt(() => fetch('no url'))]`,
        ),
        gives: [
          [
            'NotGrantedError',
            'ERR_NOT_GRANTED',
            'fetch() reaches example.com:80, which is not granted to this cell; the policy line that would grant it is okHosts',
          ],
          ['TypeError', undefined, 'fetch has http: and https: here, and not file:'],
          ['TypeError', 'ERR_INVALID_URL', 'Invalid URL'],
        ],
      },
    ],
  },
  {
    about: 'console',
    options: () => ({ stdio: output, limits: { timers: 10 } }),
    scenarios: [
      {
        does: 'each method goes where Node has it go, and shows what Node shows',
        run: async (rex) =>
          await written(
            rex,
            `console.log('%s has %d', 'x', 1.5, { a: [1, new Map([[1, { b: 1 }]])] }); console.info(new (class Point { x = 1 })(), Symbol('s'), -0, 5n, null);
             console.group('group'); console.log('in\\nside'); console.groupEnd(); console.error('error', new TypeError('no').message); console.warn('warn'); console.assert(false, 'assert'); console.count(); console.count(); console.dir({ a: { b: { c: 1 } } }, { depth: 0 }); console.table([{ a: 1 }])`,
          ),
        gives: [
          'x has 1.5 { a: [ 1, Map(1) { 1 => [Object] } ] }\n' +
            'Point { x: 1 } Symbol(s) -0 5n null\n' +
            'group\n' +
            '  in\n' +
            '  side\n' +
            'default: 1\n' +
            'default: 2\n' +
            '{ a: [Object] }\n' +
            '[ { a: 1 } ]\n',
          'error no\nwarn\nAssertion failed: assert\n',
        ],
      },
      {
        does: 'nothing of the guest runs to show it, and it cannot fake a line of the host',
        run: async (rex) =>
          await written(
            rex,
            `let ran = 0; console.log({ get a() { ran += 1; return 1; } }, new Proxy({}, { get() { ran += 1; } }), { [Symbol.for('nodejs.util.inspect.custom')]() { ran += 1; } }, { toString() { ran += 1; } }); console.log(ran, '\\u001b[2J')`,
          ),
        gives: [
          "{ a: [Getter] } [Proxy] { '[Symbol(nodejs.util.inspect.custom)]': [Function: [nodejs.util.inspect.custom]] } { toString: [Function: toString] }\n" +
            '0 \\u{1b}[2J\n',
          '',
        ],
      },
      {
        does: 'a taker of its own gets each call',
        options: () => ({ name: 'plugin', console: (record) => void records.push(record) }),
        run: async (rex) => {
          await rex.rExec("console.log('a', 1); console.warn({ b: 2 }); console.error()");
          return records.splice(0);
        },
        gives: [
          { cell: 'plugin', method: 'log', text: 'a 1' },
          { cell: 'plugin', method: 'warn', text: '{ b: 2 }' },
          { cell: 'plugin', method: 'error', text: '' },
        ],
      },
      {
        does: 'no more is written than outputBytes has',
        options: () => ({ name: 'cell', stdio: output, limits: { outputBytes: 100 } }),
        run: async (rex) => {
          const before = output.stdout.text.length;
          const error = await rex.rExec("for (let n = 0; n < 100; n++) console.log('ten bytes')").then(
            () => undefined,
            (thrown: unknown) => thrown as Error & { limit?: string },
          );
          return [error?.name, error?.limit, output.stdout.text.length - before];
        },
        gives: ['LimitError', undefined, 90],
      },
    ],
  },
  {
    about: 'timers',
    options: () => ({ limits: { timers: 5 }, clock: 'real' }),
    scenarios: [
      {
        does: 'timers, microtasks and immediates run in their order, and can be cleared',
        run: inGuest(`const log = [];
          await new Promise((done) => { setTimeout(() => { log.push('late'); done(); }, 25); const never = setTimeout(() => log.push('never'), 1); clearTimeout(never);
            setTimeout((...args) => log.push('args', ...args), 1, 'a', 2); setImmediate(() => log.push('immediate')); queueMicrotask(() => log.push('microtask')); Promise.resolve().then(() => log.push('then')); log.push('now'); });
          let n = 0; await new Promise((done) => { const every = setInterval(() => { n += 1; if (n === 3) { clearInterval(every); done(); } }, 1); });
          return [log.filter((x) => x !== 'immediate' && x !== 'args' && x !== 'a' && x !== 2), log.includes('immediate'), log.includes('args'), n, typeof setTimeout(() => {}, 1)]`),
        gives: [['now', 'microtask', 'then', 'late'], true, true, 3, 'number'],
      },
      {
        does: 'no more at one time than limits.timers',
        options: () => ({ name: 'cell', limits: { timers: 5 } }),
        run: inGuest(
          'const made = []; const first = await attempt(() => { for (let n = 0; n < 9; n++) made.push(setTimeout(() => {}, 1e6)); }); made.forEach(clearTimeout); return [first, made.length, (await attempt(() => clearTimeout(setTimeout(() => {}, 1))))[0]]',
        ),
        gives: [
          [
            'LimitError',
            'ERR_LIMIT',
            "the cell 'cell' has reached a limit: it, with all cells in it, may have 5 timers alive at one time; the policy line that would grant more is limits.timers",
          ],
          5,
          'gave',
        ],
      },
      {
        does: 'a real clock is one',
        run: 'Math.abs(Date.now() - new Date().getTime()) < 1000 && Date.now() > 1.6e12 && performance.now() >= 0',
        gives: true,
      },
    ],
  },
  {
    about: 'time, chance and language by policy',
    options: () => ({
      clock: { fixed: 1_000_000_000_000 },
      random: { seed: 7 },
      intl: { locale: 'de-DE', timeZone: 'Europe/Berlin' },
      okBuiltinModules: ['node:crypto'],
    }),
    scenarios: [
      {
        does: 'a fixed clock, seeded numbers, one language and time zone',
        options: () => ({
          clock: { fixed: 1_000_000_000_000 },
          random: { seed: 7 },
          intl: { locale: 'de-DE', timeZone: 'Europe/Berlin' },
        }),
        run: inGuest(
          `return [Date.now(), new Date().toString(), performance.now(), [Math.random(), Math.random()], crypto.randomUUID(), crypto.getRandomValues(new Uint8Array(4)), (1234.5).toLocaleString(), new Date().toLocaleString(), new Intl.NumberFormat().resolvedOptions().locale, new Intl.DateTimeFormat().resolvedOptions().timeZone, ['ä', 'a', 'z'].sort(new Intl.Collator().compare), new Date(2001, 6, 1).getTimezoneOffset()]`,
        ),
        gives: [
          1000000000000,
          'Sun Sep 09 2001 03:46:40 GMT+0200 (Mitteleuropäische Sommerzeit)',
          0,
          [0.4463008924643539, 0.8178004573282402],
          'b4f991ad-26d3-42a8-9db2-b2148158c89f',
          new Uint8Array([10, 190, 201, 71]),
          '1234.5',
          '9.9.2001, 03:46:40',
          'de-DE',
          'Europe/Berlin',
          ['a', 'ä', 'z'],
          -120,
        ],
      },
      {
        does: 'hashes, keys and signatures',
        run: inGuest(`const { createHash } = (await import('node:crypto')).default; const key = await crypto.subtle.importKey('raw', new TextEncoder().encode('key'), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
          const signature = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode('text'));
          return [createHash('sha256').update('text').digest('hex'), Buffer.from(await crypto.subtle.digest('SHA-1', new TextEncoder().encode('text'))).toString('hex'), await crypto.subtle.verify('HMAC', key, signature, new TextEncoder().encode('text')), new Uint8Array(signature).length]`),
        gives: [
          '982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1',
          '372ea08cab33e71c02c651dbc83a474d32c676ea',
          true,
          32,
        ],
      },
    ],
  },
  {
    about: 'fetch',
    options: () => ({ okHosts: [`127.0.0.1:${port}`], clock: 'real' }),
    scenarios: [
      {
        does: 'reads what a host that is named gives, as text, data, bytes and a stream',
        run: inGuest(`const r = await fetch('${at}/text'); const chunks = []; for await (const chunk of (await fetch('${at}/bytes')).body) chunks.push(chunk.length);
          return [r.status, r.ok, r.headers.get('x-method'), await r.text(), await (await fetch('${at}/json')).json(), (await (await fetch('${at}/bytes')).arrayBuffer()).byteLength, chunks.reduce((a, b) => a + b), (await fetch('${at}/none')).status, await (await fetch('${at}/here')).text()]`),
        gives: [200, true, 'GET', 'text of /text', { a: [1, 2] }, 200000, 200000, 404, 'text of /text'],
      },
      {
        does: 'sends what it is given',
        run: inGuest(
          `return [await (await fetch('${at}/echo', { method: 'POST', body: 'sent é' })).text(), await (await fetch('${at}/echo', { method: 'POST', body: new Uint8Array([65, 66]) })).text(), await (await fetch(new Request('${at}/echo', { method: 'PUT', body: JSON.stringify({ a: 1 }) }))).json()]`,
        ),
        gives: ['sent é', 'AB', { a: 1 }],
      },
      {
        does: 'reaches no other host, by itself or by a redirect, and can be aborted',
        run: inGuest(`const controller = new AbortController(); controller.abort();
          const told = async (run) => (await attempt(run)).map((x) => typeof x === 'string' ? x.replaceAll('${port}', 'PORT') : x);
          return [await told(() => fetch('${at}/away')), await told(() => fetch('http://127.0.0.1:1/')), await told(() => fetch('http://localhost:${port}/')), (await attempt(() => fetch('${at}/text', { signal: controller.signal })))[0]]`),
        gives: [
          [
            'NotGrantedError',
            'ERR_NOT_GRANTED',
            'a redirect leads fetch() to other.invalid:80, which is not granted to this cell; the policy line that would grant it is okHosts',
          ],
          [
            'NotGrantedError',
            'ERR_NOT_GRANTED',
            'fetch() reaches 127.0.0.1:1, which is not granted to this cell; the policy line that would grant it is okHosts',
          ],
          [
            'NotGrantedError',
            'ERR_NOT_GRANTED',
            'fetch() reaches localhost:PORT, which is not granted to this cell; the policy line that would grant it is okHosts',
          ],
          'AbortError',
        ],
      },
    ],
  },
];
