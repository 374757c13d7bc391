/** Compiled sources that are kept: read once, told apart by kind, and no more of them than the bound. */
import { expect, test } from 'vitest';
import { CompiledTexts } from '../src/cell/compiled-texts.js';
import { SourceError } from '../src/cell/parse.js';
import { compile } from '../src/cell/program.js';

const counted = (most?: number): { texts: CompiledTexts; read: string[] } => {
  const read: string[] = [];
  const texts = new CompiledTexts((kind, source) => {
    read.push(source);
    return compile(kind, source);
  }, most);
  return { texts, read };
};

test('a text is read once, and each call has an object of its own', () => {
  const { texts, read } = counted();
  const one = texts.get('program', 'let a = 1; function f() { return a; }');
  const other = texts.get('program', 'let a = 1; function f() { return a; }');
  expect(read).toHaveLength(1);
  expect(other).toEqual(one);
  expect(other).not.toBe(one);
  expect(other.alone).not.toBe(one.alone);
});

test('one text is two programs as an expression and as statements', () => {
  const { texts, read } = counted();
  expect(texts.get('expression', '{}').text).not.toBe(texts.get('program', '{}').text);
  expect(read).toHaveLength(2);
});

test('what cannot be read is refused each time', () => {
  const { texts, read } = counted();
  expect(() => texts.get('program', 'let')).toThrow(SourceError);
  expect(() => texts.get('program', 'let')).toThrow(SourceError);
  expect(read).toHaveLength(2);
  expect(texts.held).toBe(0);
});

const source = (name: string): string => `${name} + 1000000`;

test('no more is kept than the bound, and the least used goes first', () => {
  const { texts, read } = counted(60);
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    texts.get('program', source(name));
    texts.get('program', source('a'));
    expect(texts.held).toBeLessThanOrEqual(60);
  }
  expect(read.filter((each) => each === source('a'))).toHaveLength(1);
  texts.get('program', source('b'));
  expect(read.filter((each) => each === source('b'))).toHaveLength(2);
  texts.get('program', 'x'.repeat(100));
  texts.get('program', 'x'.repeat(100));
  expect(read.filter((each) => each.length === 100)).toHaveLength(2);
});
