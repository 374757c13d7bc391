import type { Claim, Needs } from '../claim.js';

const modules = `assert buffer console crypto diagnostics_channel events fs querystring stream stream/web string_decoder timers
  url util util/types zlib`;
const all = { okBuiltinModules: modules.split(/\s+/u).map((name) => `node:${name}`) };

/** What cheerio's build for Node, and what it brings along, can be granted. */
const ofNode: Needs = {
  packages: {
    cheerio: all,
    'encoding-sniffer': all,
    'iconv-lite': all,
    'parse5-parser-stream': all,
    'safer-buffer': all,
    undici: all,
  },
};

export const data: readonly Claim[] = [
  {
    program: 'yaml',
    packages: ['yaml'],
    needs: {
      packages: { yaml: { okBuiltinModules: ['node:process', 'node:buffer'], okSysNames: ['env'] } },
    },
    gives: {
      when: new Date('2001-12-14T00:00:00.000Z'),
      binary: [104, 105],
      text: 'a: 1 # one\nb: [ x, &r y ]\nc: *r\nd:\n  e:\n    - 1\n    - 2\n',
      written: 'a: yes\nb: null\nc: |\n  two\n  lines\n',
      faults: [['BAD_INDENT', 1]],
    },
  },
  {
    program: 'yaml',
    packages: ['yaml'],
    needs: { conditions: ['browser'] },
    gives: {
      when: new Date('2001-12-14T00:00:00.000Z'),
      binary: [104, 105],
      text: 'a: 1 # one\nb: [ x, &r y ]\nc: *r\nd:\n  e:\n    - 1\n    - 2\n',
      written: 'a: yes\nb: null\nc: |\n  two\n  lines\n',
      faults: [['BAD_INDENT', 1]],
    },
  },
  {
    program: 'js-yaml',
    packages: ['js-yaml'],
    gives: {
      loaded: { a: 1, b: ['x', 'y'], c: { d: null }, e: { d: null } },
      dumped: "a:\n  - 1\n  - b: 'x: y'\n",
      wrong: ['YAMLException', 0],
    },
  },
  {
    program: 'papaparse',
    packages: ['papaparse'],
    gives: {
      parsed: [
        { a: 1, b: 'x, "y"' },
        { a: 2, b: null },
      ],
      written: 'a,b\r\n1,"x, y"',
      guessed: ';',
    },
  },
  {
    program: 'csv-parse',
    packages: ['csv-parse'],
    gives: { rows: [{ a: 1, b: 'x\n2' }], wrong: 'CSV_QUOTE_NOT_CLOSED' },
  },
  {
    program: 'csv-parse-stream',
    packages: ['csv-parse'],
    needs: {
      packages: { 'csv-parse': { okBuiltinModules: ['node:stream'] } },
    },
    gives: [
      ['1', '2'],
      ['3', '4'],
    ],
  },
  {
    program: 'fast-xml-parser',
    packages: ['fast-xml-parser'],
    gives: {
      parsed: { a: { b: [1, 't < u'], c: '<raw>', '@_x': '1' } },
      built: '<a x="1"><b>1</b><b>&lt;2&gt;</b></a>',
      wrong: 'InvalidTag',
    },
  },
  {
    program: 'cheerio',
    packages: ['cheerio'],
    gives: {
      html: '<ul><li class="a" title="first">one<b>!</b></li><li>two</li></ul>',
      texts: ['one!', 'two'],
      count: 1,
    },
  },
  {
    program: 'cheerio-whole',
    packages: ['cheerio'],
    needs: { conditions: ['browser'] },
    gives: { title: 'A & B', html: '<p id="x">hi</p><p>you</p>', next: 'you' },
    refused: [
      {
        what: 'its build for Node (`fromURL`)',
        tries: `await import('cheerio');`,
        needs: ofNode,
        error: 'node:net has no restricted form',
        why: 'it brings `undici` along, which opens sockets',
      },
    ],
  },
  {
    program: 'htmlparser2',
    packages: ['htmlparser2'],
    gives: {
      seen: [['a', { href: 'x' }], '1 ', '<', ' 2', ['br', {}]],
      text: 'ab',
      html: '<p>a<!-- c --><b>b</b></p>',
      type: 'tag',
    },
  },
  {
    program: 'jsonata',
    packages: ['jsonata'],
    needs: { clock: { fixed: 0 } },
    gives: {
      total: 11,
      sorted: ['b', 'a'],
      made: { names: 'a+b', big: 'b' },
      own: 4,
      wrong: 'D3030',
    },
  },
  { program: 'jmespath', packages: ['jmespath'], gives: { adults: ['b', 'c'], oldest: 'b' } },
];
