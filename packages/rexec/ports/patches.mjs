/**
 * What is changed in the text of packages that would otherwise not run where the intrinsics are frozen, or would reach
 * for more than a cell has. Each edit names the text it replaces; a package in which that text is not found, exactly
 * once, cannot be built, so that a new version cannot pass by unpatched.
 */
import { readFileSync } from 'node:fs';

/** Lockdown makes accessors of some methods, so that they can be assigned over. */
const descriptorOf = `((object, key) => {
  const property = Reflect.getOwnPropertyDescriptor(object, key);
  return property?.get && 'originalValue' in property.get ? { value: property.get.originalValue } : property;
})`;

/** How many bytes are one malformed character, as the encoding standard counts. */
const malformedLength = `function malformedLength (bytes, at, end) {
  const first = bytes[at]
  if (first < 0xc2 || first > 0xf4) return 1
  let low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
  let high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
  const most = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  let length = 1
  while (length < most && at + length < end && bytes[at + length] >= low && bytes[at + length] <= high) {
    length += 1
    low = 0x80
    high = 0xbf
  }
  return length
}`;

const patches = [
  {
    // It reads what is encoded for URLs, under the name of the other encoding.
    file: /\/buffer\/index\.js$/,
    edits: [
      ['function utf8Slice (', `${malformedLength}\nfunction utf8Slice (`],
      [
        'codePoint = 0xFFFD\n      bytesPerSequence = 1',
        'codePoint = 0xFFFD\n      bytesPerSequence = malformedLength(buf, i, end)',
      ],
      ["    case 'base64':\n    case 'ucs2':", "    case 'base64':\n    case 'base64url':\n    case 'ucs2':"],
      [
        "      case 'base64':\n        return base64ToBytes",
        "      case 'base64url':\n      case 'base64':\n        return base64ToBytes",
      ],
      ["      case 'base64':\n        // Warning", "      case 'base64url':\n      case 'base64':\n        // Warning"],
      [
        "      case 'base64':\n        return base64Slice(this, start, end)",
        `      case 'base64':
        return base64Slice(this, start, end)
      case 'base64url':
        return base64Slice(this, start, end).replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')`,
      ],
    ],
  },
  {
    file: /\/web-streams-polyfill\/dist\/ponyfill\.mjs$/,
    edits: [
      // Lockdown puts a method there that only throws, where the engine has none: then the buffer stays where it is.
      ['ce="function"==typeof e.transfer?e=>e.transfer():', 'ce=1?e=>{try{return e.transfer()}catch{return e}}:'],
    ],
  },
  {
    file: /\/event-target-shim\/index\.mjs$/,
    edits: [
      // The port sees a Date without a clock.
      ['timeStamp: Date.now()', 'timeStamp: $clock.elapsed()'],
    ],
  },
  {
    file: /\/node-inspect-extracted\/dist\/inspect\.js$/,
    edits: [
      ['globalThis:"undefined"==typeof globalThis?r.g:globalThis', 'globalThis:require("the-language")'],
      [
        'return r.g=function(){if("object"==typeof globalThis)return globalThis;try{return this||new Function("return this")()}catch(t){if("object"==typeof window)return window}}(),',
        'return ',
      ],
      // By the engine's own tests, not by names that an object can claim.
      ['t.exports={isAsyncFunction:', 't.exports=1?require("node:util/types"):{isAsyncFunction:'],
      ['u=globalThis[l];', 'u=void 0;'],
      [
        '"object"!==("undefined"==typeof globalThis?"undefined":n(globalThis))&&(Object.defineProperty(Object.prototype,"__magic__",{get:function(){return this},configurable:!0}),__magic__.globalThis=__magic__,delete Object.prototype.__magic__);',
        '',
      ],
      // A Proxy whose traps throw is shown as what it is, and does not keep the rest from being shown.
      [
        'function Ir(t,e,i,a){if(',
        `function Ir(t,e,i,a){
          if(!require("node:util/types").isProxy(e))return $shown(t,e,i,a);
          const {currentDepth:depth,indentationLvl:indent,seen:{length}}=t;
          try{return $shown(t,e,i,a)}catch{Object.assign(t,{currentDepth:depth,indentationLvl:indent}).seen.length=length}
          return t.stylize("<Proxy>","special")
        }function $shown(t,e,i,a){if(`,
      ],
      // What an iterator or a weak collection holds cannot be seen.
      ['previewEntries:function(t){return[[],!1]}', 'previewEntries:(t,isIterator)=>isIterator?[[],!1]:[]'],
      // Whether a promise is settled cannot be seen without waiting for it.
      ['"<pending>"', '"<state unknown>"'],
    ],
  },
  {
    // It takes Buffers only, and knows no limit but that of a Buffer, which it looks at when all is decompressed.
    file: /\/browserify-zlib\/lib\/index\.js$/,
    edits: [
      [
        'this._chunkSize = opts.chunkSize || exports.Z_DEFAULT_CHUNK;',
        `this._chunkSize = opts.chunkSize || exports.Z_DEFAULT_CHUNK;
  this._maxOutputLength = require('./zlib-limits.js').limitOf(opts);`,
      ],
      [
        "if (!Buffer.isBuffer(buffer)) throw new TypeError('Not a string or buffer');",
        "buffer = require('./zlib-limits.js').bytesOf(buffer);",
      ],
      ['  engine.end(buffer);\n', "  engine.end(require('./zlib-limits.js').bytesOf(buffer));\n"],
      [
        '      nread += chunk.length;\n',
        `      nread += chunk.length;
      if (nread > engine._maxOutputLength) {
        engine.removeListener('end', onEnd);
        engine.close();
        callback(require('./zlib-limits.js').tooLarge(engine._maxOutputLength));
        return;
      }
`,
      ],
      [
        '        nread += out.length;\n',
        `        nread += out.length;
        if (nread > self._maxOutputLength) {
          _close(self);
          throw require('./zlib-limits.js').tooLarge(self._maxOutputLength);
        }
`,
      ],
      [
        '    if (!Buffer.isBuffer(opts.dictionary)) {\n',
        "    opts = this._opts = { ...opts, dictionary: require('./zlib-limits.js').bytesOf(opts.dictionary) };\n    if (!Buffer.isBuffer(opts.dictionary)) {\n",
      ],
    ],
  },
  {
    file: /\/@pkgjs\/parseargs\/internal\/primordials\.js$/,
    edits: [
      ['getOwnPropertyDescriptor: ReflectGetOwnPropertyDescriptor,', ''],
      [
        'const primordials = {};',
        `const primordials = {}; const globalThis = require("the-language"), global = globalThis;
        const ReflectGetOwnPropertyDescriptor = ${descriptorOf};`,
      ],
      // Lockdown leaves out the arrays of floats.
      [
        'primordials[name] = original;\n  copyPropsRenamed(original, ',
        'if (!original) return;\n  primordials[name] = original;\n  copyPropsRenamed(original, ',
      ],
      [
        '`Symbol${key.description[7].toUpperCase()}${key.description.slice(8)}`',
        '`Symbol${String(key.description?.[7]).toUpperCase()}${String(key.description).slice(8)}`',
      ],
    ],
  },
];

const patched = (text, file, edits) => {
  let result = text;
  for (const [from, to] of edits) {
    const parts = result.split(from);
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times what a patch replaces: ${from}`);
    result = parts.join(to);
  }
  return result;
};

/** The plugin of the bundler that patches. */
export const patching = {
  name: 'patching',
  setup({ onLoad }) {
    for (const { file, edits } of patches) {
      onLoad({ filter: file }, ({ path }) => ({
        contents: patched(readFileSync(path, 'utf8'), path, edits),
        loader: 'js',
      }));
    }
  },
};
