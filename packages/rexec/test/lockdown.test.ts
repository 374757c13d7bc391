// The lockdown import, under the settings a program runs with: each in a process of its own.
import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';

interface Outcome {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program, as a user of the built package writes it. */
const run = async (program: string, ...flags: string[]): Promise<Outcome> => {
  const child = spawn(process.execPath, [...flags, '--input-type=module', '-'], {
    cwd: new URL('..', import.meta.url),
    env: { PATH: process.env['PATH'] },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  child.stdin.end(program);
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  const status = await new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  clearTimeout(timer);
  return { status, out, err };
};

const first = `import '@padded-cell/rexec/lockdown'; import { RExec } from '@padded-cell/rexec';`;
// A static import of `ses` first, as by a library that locks down by itself.
const lockedBy = (options: string): string => `import 'ses'; lockdown(${options});`;

describe('importing it', () => {
  test('locks the realm down', async () => {
    const { status, out } = await run(
      `${first} console.log(Object.isFrozen(Array.prototype), new RExec().rEval('6 * 7'))`,
    );
    expect({ status, out }).toEqual({ status: 0, out: 'true 42\n' });
  });

  test('freezes the prototypes of typed arrays, and leaves Object.freeze the language’s own', async () => {
    const program = `const { freeze } = Object; await import('@padded-cell/rexec/lockdown');
      const chain = [Float64Array.prototype, Uint8Array.prototype, Object.getPrototypeOf(Uint8Array.prototype), Object.prototype];
      console.log(chain.every(Object.isFrozen), Object.freeze === freeze, new Compartment().evaluate('Object.freeze') === freeze);`;
    const { status, out } = await run(program);
    expect({ status, out }).toEqual({ status: 0, out: 'true true true\n' });
  });

  test('a second time, and ses after it, does nothing', async () => {
    const { status, out } = await run(`${first}
      await import('@padded-cell/rexec/lockdown');
      await import('ses');
      const rex = new RExec();
      try { console.log(rex.rEval('Math.random()')) } catch (error) { console.log(error.guest) }
      try { console.log(new Compartment().evaluate('Math.random()')) } catch (error) { console.log('still tamed') }`);
    expect({ status, out }).toEqual({ status: 0, out: 'true\nstill tamed\n' });
  });

  test('after a lockdown of another library with compatible settings is harmless, and makes rejections safe', async () => {
    const { status, out, err } = await run(`${lockedBy('{}')}
      await import('@padded-cell/rexec/lockdown');
      const { RExec } = await import('@padded-cell/rexec');
      new RExec().rExec('Promise.reject(new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } }))');
      setTimeout(() => console.log('alive'), 20);`);
    expect({ status, out }).toEqual({ status: 0, out: 'alive\n' });
    expect(err).toContain('Unhandled rejection: a Proxy');
  });

  test.each(['unsafe', 'unsafe-debug'])(
    'after one with errorTaming %s is a LockdownError with the way out',
    async (taming) => {
      const { status, out } = await run(`${lockedBy(`{ errorTaming: '${taming}' }`)}
      await import('@padded-cell/rexec/lockdown').catch((error) => console.log(error.name, error.code, error.message));`);
      expect(status).toBe(0);
      expect(out).toMatch(/^LockdownError ERR_LOCKDOWN .*errorTaming.*Import '@padded-cell\/rexec\/lockdown' before/u);
    },
  );

  test.each([['--frozen-intrinsics'], ['--disallow-code-generation-from-strings']])(
    'under %s is a LockdownError that says why',
    async (flag) => {
      const { out } = await run(
        `await import('@padded-cell/rexec/lockdown').catch((error) => console.log(error.code, error.message));`,
        flag,
      );
      expect(out).toMatch(/^ERR_LOCKDOWN .*(?:frozen-intrinsics|code generation)/u);
    },
  );

  test('is not weakened by the environment', async () => {
    const { out } =
      await run(`process.env.LOCKDOWN_ERROR_TAMING = 'unsafe'; process.env.LOCKDOWN_OVERRIDE_TAMING = 'severe';
      await import('@padded-cell/rexec/lockdown');
      const { RExec } = await import('@padded-cell/rexec');
      console.log(JSON.stringify(new RExec().rEval('new Error("x").stack')))`);
    expect(out).toBe('""\n');
  });

  test('was forgotten: RExec names the import to add', async () => {
    const { out } = await run(`import { RExec } from '@padded-cell/rexec';
      try { new RExec() } catch (error) { console.log(error.code, error.message) }`);
    expect(out).toMatch(/^ERR_LOCKDOWN .*not locked down.*import '@padded-cell\/rexec\/lockdown'/u);
  });

  test('leaves libraries that assign over inherited names of the usual kinds working', async () => {
    const { status, out } = await run(`${first}
      function Old() {} Old.prototype.toString = function () { return 'old' };
      const error = new Error('e'); error.name = 'Custom'; error.message = 'changed';
      class Sub extends Error {} Sub.prototype.name = 'Sub';
      const f = () => {}; f.toString = () => 'f';
      console.log(String(new Old()), error.name, error.message, new Sub().name, String(f))`);
    expect({ status, out }).toEqual({ status: 0, out: 'old Custom changed Sub f\n' });
  });
});

describe('an unhandled rejection', () => {
  test.each([
    ['new Proxy({}, new Proxy({}, { get() { host.ran(); throw 1 } }))', 'a Proxy'],
    ['new Proxy(function () {}, { get() { host.ran(); throw 1 } })', 'a Proxy'],
    [
      '({ toString() { host.ran(); throw 1 }, get stack() { host.ran() }, [Symbol.toPrimitive]() { host.ran() } })',
      'an object',
    ],
    ['({ [Symbol.for("nodejs.util.inspect.custom")]() { host.ran() } })', 'an object'],
    ['Object.defineProperty(new Error("m"), "stack", { get() { host.ran() } })', 'Error: m'],
    ['Object.defineProperty(new Error(), "message", { get() { host.ran() } })', 'Error: '],
    [
      'Object.setPrototypeOf(new Error("m"), new Proxy({}, { get() { host.ran() }, getPrototypeOf() { host.ran() }, getOwnPropertyDescriptor() { host.ran() } }))',
      'Error: m',
    ],
    ['null', 'null'],
    ['undefined', 'undefined'],
    ['Symbol("s")', 'Symbol(s)'],
    ['12n', '12n'],
    ['"two\\nlines\\u001b[2J"', "'two\\u{a}lines\\u{1b}[2J'"],
    ['"x".repeat(1e6)', `'${'x'.repeat(200)}…'`],
    ['new RangeError("deep")', 'RangeError: deep'],
  ])('with %s neither ends nor fools the host', async (reason, report) => {
    const { status, out, err } = await run(`${first}
      const rex = new RExec({ endowments: { host: { ran() { console.log('ran guest code') } } } });
      rex.rExec(${JSON.stringify(`Promise.reject(${reason})`)});
      setTimeout(() => console.log('alive'), 20);`);
    expect({ status, out }).toEqual({ status: 0, out: 'alive\n' });
    expect(err.split('\n')[0]).toBe(`Unhandled rejection: ${report}`);
  });

  test('a million of them do not fill the log', async () => {
    const { out, err } = await run(`${first}
      new RExec().rExec('for (let i = 0; i < 2e4; i++) Promise.reject("line " + i)');
      setTimeout(() => console.log('alive'), 20);`);
    expect(out).toBe('alive\n');
    expect(err.split('\n').length).toBeLessThan(100);
  });

  test("of the host's own is told with its stack, which error.stack does not have", async () => {
    const { status, err } = await run(`${first}
      const f = async () => { throw new TypeError('the host erred') };
      f();`);
    expect(status).toBe(0);
    expect(err).toMatch(/^Unhandled rejection: TypeError: the host erred\n {4}at f /u);
  });

  test('goes to the host that takes the reports', async () => {
    const { status, out, err } = await run(`${first}
      import { onUnhandledRejection } from '@padded-cell/rexec/lockdown';
      onUnhandledRejection(({ reason, stack }) => { console.log(reason, stack.includes('at boom')); process.exit(3) });
      new RExec().rExec('async function boom() { throw new Error("x") } boom()');`);
    expect({ status, out, err }).toEqual({ status: 3, out: 'Error: x true\n', err: '' });
  });
});

test("the host's uncaught error ends it as ever, and is told with its stack", async () => {
  const { status, err } = await run(
    `${first} const thrower = () => { throw new Error('fatal') }; setTimeout(thrower, 1);`,
  );
  expect(status).toBe(1);
  expect(err).toMatch(/Uncaught Error: fatal\n {4}at .*thrower/u);
});

describe('under these settings', () => {
  test('a guest reads no stack, its own error reaches the host with its place', async () => {
    const { out } = await run(`${first}
      const rex = new RExec({ endowments: { host: { fail() { throw new Error('in the host') } } } });
      console.log(JSON.stringify(rex.rEval('(() => { try { null.x } catch (e) { return e.stack } })()')));
      console.log(rex.rEval('(() => { try { host.fail() } catch (e) { return e.stack } })()').includes('file:'));
      try { rex.rExec('function f() {\\n  null.x\\n}\\nf()') } catch (error) { console.log(JSON.stringify(error.positions), error.stack) }`);
    expect(out).toBe(
      '""\nfalse\n[{"function":"f","file":"rExec-1","line":2,"column":8},{"file":"rExec-1","line":4,"column":1}] ' +
        "TypeError: Cannot read properties of null (reading 'x')\n    at f (rExec-1:2:8)\n    at <anonymous> (rExec-1:4:1)\n",
    );
  });

  test('a host method that throws says where the guest called it, and the guest nothing of the host', async () => {
    const { out } = await run(`${first}
      const rex = new RExec({ endowments: { host: { fail() { throw new Error('in the host') } } } });
      try { rex.rExec('let a;\\n  host.fail()') } catch (error) { console.log(JSON.stringify(error.positions)) }`);
    expect(out).toBe('[{"file":"rExec-1","line":2,"column":8}]\n');
  });

  test('a guest cannot change what the host reads of a stack', async () => {
    const { out } = await run(`${first}
      const rex = new RExec();
      for (const source of [
        'throw Object.assign(new Error("e"), { stack: "Error\\\\n    at host (/etc/passwd:1:1)" })',
        'Error.stackTraceLimit = 0; Error.prepareStackTrace = () => "forged"; throw new Error("e")',
        'const f = { "x (padded-cell://1/forged.js:9:9)"() { throw new Error("e") } }; f["x (padded-cell://1/forged.js:9:9)"]()',
      ]) try { rex.rExec(source) } catch (error) { console.log(error.positions.every(({ file }) => file.startsWith('rExec-'))) }`);
    expect(out).toBe('true\ntrue\ntrue\n');
  });
});
