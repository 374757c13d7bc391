// Assignments over names that objects inherit from frozen intrinsics, where the name is worked out.
import { expect, test } from 'vitest';
import { tree } from './tree.js';

const given = async (source: string, file = 'main.cjs'): Promise<unknown> =>
  await tree({ [file]: source, 'lib.mjs': `export const lib = () => 1; export const key = 'bind';` }).given(
    `./${file}`,
  );

test('a mixin copies methods over those that every function has', async () => {
  expect(
    await given(`function _(x) { return x }
      const methods = { bind: () => 'bound', map() { return 'mapped' }, own: () => 'own' };
      for (const name of Object.keys(methods)) {
        const copied = _[name] = methods[name]
        _.prototype[name] = copied
      }
      const extension = {};
      ['toLocaleString', 'toString'].forEach((name) => extension[name] = () => name);
      class Own { add(name, value) { this[name] = value; return this } }
      module.exports = [_.bind(), _.map(), _.own(), new _().map(), extension.toLocaleString(), String(extension), new Own().add('valueOf', 3).valueOf];`),
  ).toEqual(['bound', 'mapped', 'own', 'mapped', 'toLocaleString', 'toString', 3]);
});

test('the same in an ES module, where some names are imported', async () => {
  const source = `import { lib, key } from './lib.mjs';
    const name = 'call';
    const tries = {};
    const own = () => {};
    own[name] = 1
    tries[key] = own[name]
    try { lib[name] = 2 } catch (error) { tries.refused = error.name }
    export default [own.call, tries];
    const last = {}
    export const whole = last[name] = 5`;
  expect(await given(source, 'main.mjs')).toEqual([1, { bind: 1, refused: 'TypeError' }]);
});

test('what is exported by default can be such an assignment, with a name that is written out too', async () => {
  expect(await given(`const a = {}; export default a.name = 5`, 'main.mjs')).toBe(5);
  expect(await given(`const a = {}, name = 'toString'; export default a[name] = 5;`, 'main.mjs')).toBe(5);
});

test('statements without semicolons stay statements', async () => {
  expect(
    await given(`const o = {}, k = 'toString', x = 1
      let seen = x
      o[k] = 2
      seen = o[k]
      o[k] = 3, seen += 1
      if (x) o[k] = 4
      else o[k] = 5
      for (o[k] = 6; o[k] < 8; o[k] = o[k] + 1) seen += 1
      const f = () => o[k] = 9
      module.exports = [o[k], seen, f(), (o[k] = 10) + 1]`),
  ).toEqual([8, 5, 9, 11]);
});

test('a dictionary has what was put in it, and what it reads on the way is what it was', async () => {
  expect(
    await given(`const words = {};
      for (const word of ['name', 'constructor', 'name', 'map', 'valueOf']) words[word] = (Object.hasOwn(words, word) && typeof words[word] === 'number' ? words[word] : 0) + 1;
      const proto = Object.create({}), key = 'hasOwnProperty';
      proto[key] = ((inherited) => function (name) { return inherited.call(this, name) ? 'yes' : 'no' })(proto[key]);
      module.exports = [words, proto.hasOwnProperty('hasOwnProperty')];`),
  ).toEqual([{ name: 2, constructor: 1, map: 1, valueOf: 1 }, 'yes']);
});

test('what the language refuses stays refused, and setters and Proxies are asked once', async () => {
  expect(
    await given(`const refused = (run) => { try { run(); return 'done' } catch (error) { return error.name } };
      const name = 'valueOf', traps = [];
      const frozen = Object.freeze({}), sealed = Object.preventExtensions({});
      const setter = { set valueOf(value) { this.via = value } }, child = Object.create(setter);
      child[name] = 1;
      const proxy = new Proxy({}, { set(target, key, value) { traps.push(key); return Reflect.set(target, key, value) }, defineProperty() { throw new RangeError('no') } });
      module.exports = [refused(() => { frozen[name] = 1 }), refused(() => { sealed[name] = 1 }), refused(() => { Object.prototype[name] = 1 }), refused(() => { null[name] = 1 }), refused(() => { let none; none[name] = 1 }), child.via, Object.hasOwn(child, name), refused(() => { proxy[name] = 1 }), traps, String(Object.prototype)];`),
  ).toEqual([
    'TypeError',
    'TypeError',
    'TypeError',
    'TypeError',
    'TypeError',
    1,
    false,
    'TypeError',
    ['valueOf'],
    '[object Object]',
  ]);
});

test('a key that is no string is looked at once', async () => {
  expect(
    await given(`let asked = 0;
      const key = { toString() { asked += 1; return 'toString' } }, list = [], o = {};
      for (let i = 0; i < 3; i += 1) list[i] = i;
      let result; try { o[key] = 1; result = 'set' } catch (error) { result = error.name }
      module.exports = [list, asked, result];`),
  ).toEqual([[0, 1, 2], 1, 'set']);
});
