import type { Claim } from '../claim.js';

export const text: readonly Claim[] = [
  {
    program: 'marked',
    packages: ['marked'],
    gives: '<h1>hi <em>you</em></h1>\n<ul>\n<li><!-- not --> a `list`</li>\n</ul>\n',
  },
  {
    program: 'markdown-it',
    packages: ['markdown-it'],
    gives:
      '<p><strong>a</strong> &lt;!-- --&gt; import(x) “b”</p>\n' +
      '<table>\n' +
      '<thead>\n' +
      '<tr>\n' +
      '<th>a</th>\n' +
      '<th>b</th>\n' +
      '</tr>\n' +
      '</thead>\n' +
      '<tbody>\n' +
      '<tr>\n' +
      '<td>1</td>\n' +
      '<td>www.example.com</td>\n' +
      '</tr>\n' +
      '</tbody>\n' +
      '</table>\n',
  },
  {
    program: 'markdown-it-plugins',
    packages: ['markdown-it-anchor', 'markdown-it-deflist', 'markdown-it-footnote'],
    gives:
      '<h1 id="a-title" tabindex="-1"><a class="header-anchor" href="#a-title">A title</a></h1>\n' +
      '<dl>\n' +
      '<dt>Term</dt>\n' +
      '<dd>its meaning<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup></dd>\n' +
      '</dl>\n' +
      '<hr class="footnotes-sep">\n' +
      '<section class="footnotes">\n' +
      '<ol class="footnotes-list">\n' +
      '<li id="fn1" class="footnote-item"><p>and a note <a href="#fnref1" class="footnote-backref">↩︎</a></p>\n' +
      '</li>\n' +
      '</ol>\n' +
      '</section>\n',
  },
  { program: 'handlebars', packages: ['handlebars'], gives: { text: '[1][2]&lt;b&gt; <b><B></b>', broken: true } },
  { program: 'mustache', packages: ['mustache'], gives: '&lt;a&gt; <<b>>c <>!2' },
  {
    program: 'liquidjs',
    packages: ['liquidjs'],
    needs: {
      clock: { fixed: 0 },
      packages: {
        liquidjs: { okBuiltinModules: ['node:crypto', 'node:fs', 'node:path', 'node:stream'] },
      },
    },
    gives: {
      text: '4,2,&lt;b&gt; Hello YOU',
      assigned: 'x-y!',
      wrong: 'TokenizationError',
    },
  },
  {
    program: 'eta',
    packages: ['eta'],
    gives: { text: '<ul><li>a</li><li>&lt;b&gt;</li></ul>' },
    refused: [
      {
        what: 'templates that wait (`renderStringAsync`)',
        tries: `const { Eta } = await import('eta/core'); await new Eta().renderStringAsync('<%= await it %>', 1);`,
        error: 'Function.prototype.constructor is not a valid constructor',
        why: 'the constructor of async functions, which syntax reaches, makes no functions',
      },
    ],
  },
  {
    program: 'highlight.js',
    packages: ['highlight.js'],
    gives:
      '<span class="hljs-keyword">const</span> a = <span class="hljs-string">&quot;b&quot;</span>; <span class="hljs-comment">// c</span>',
  },
  {
    program: 'katex',
    packages: ['katex'],
    gives: {
      html: '<span class="katex"><math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow><annotation encoding="application/x-tex">x^2</annotation></semantics></math></span>',
      wrong: ['ParseError', 7],
    },
  },
  {
    program: 'react-dom',
    packages: ['react', 'react-dom'],
    needs: { clock: { fixed: 0 }, conditions: ['edge-light'] },
    gives: '<p class="count">count: 3<b>&lt;b&gt;</b></p>',
  },
  {
    program: 'chalk',
    packages: ['chalk'],
    needs: {
      packages: {
        'supports-color': { okBuiltinModules: ['node:os', 'node:tty'] },
        'has-flag': { okSysNames: ['argv'] },
      },
    },
    gives: {
      text: '\u001B[31m\u001B[1ma \u001B[34mb\u001B[39m\u001B[31m\u001B[22m\u001B[39m',
      strip: 'plain',
      level: 0,
    },
  },
];
