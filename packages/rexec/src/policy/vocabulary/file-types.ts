/** The kinds of file that an import may load (`okFileTypes`). Data only. */

/** Every file type, with the extensions it is told by. */
export const FILE_TYPES = {
  bytes: 'any file as a Uint8Array, by `with { type: "bytes" }`',
  cjs: 'CommonJS: .cjs, and .js outside a "type": "module" package',
  esm: 'ES modules: .mjs, and .js in a "type": "module" package',
  json: 'JSON: .json',
  text: 'any file as a string, by `with { type: "text" }`',
  ts: 'TypeScript, types stripped: .ts, .mts, .cts',
  wasm: 'WebAssembly: .wasm',
} as const;

/** A kind of file that an import may load. */
export type FileType = keyof typeof FILE_TYPES;
