/**
 * FormData, and the two forms in which it travels.
 */
import encoding from 'node:internal/encoding';
import { Blob, bytesOfBlob, File, joined } from './blob.js';

const { TextDecoder } = encoding;

const entryOf = (name, value, fileName) => {
  const key = `${name}`.toWellFormed();
  if (!(value instanceof Blob)) return [key, `${value}`.toWellFormed()];
  if (value instanceof File && fileName === undefined) return [key, value];
  const called = fileName === undefined ? 'blob' : `${fileName}`;
  return [key, new File([value], called, { type: value.type, lastModified: value.lastModified })];
};

export class FormData {
  #entries = [];

  constructor(form) {
    if (form !== undefined) throw new TypeError('FormData takes no form here');
  }

  append(...args) {
    if (args.length < 2) throw new TypeError('append takes a name and a value');
    this.#entries.push(entryOf(...args));
  }

  set(...args) {
    if (args.length < 2) throw new TypeError('set takes a name and a value');
    const entry = entryOf(...args);
    const first = this.#entries.findIndex(([name]) => name === entry[0]);
    if (first === -1) this.#entries.push(entry);
    else {
      this.#entries = this.#entries.filter(([name], index) => index <= first || name !== entry[0]);
      this.#entries[first] = entry;
    }
  }

  delete(name) {
    this.#entries = this.#entries.filter(([each]) => each !== `${name}`);
  }

  get(name) {
    return this.#entries.find(([each]) => each === `${name}`)?.[1] ?? null;
  }

  getAll(name) {
    return this.#entries.filter(([each]) => each === `${name}`).map(([, value]) => value);
  }

  has(name) {
    return this.#entries.some(([each]) => each === `${name}`);
  }

  forEach(callback, thisArg) {
    for (const [name, value] of this) Reflect.apply(callback, thisArg, [value, name, this]);
  }

  *entries() {
    for (const [name, value] of this.#entries) yield [name, value];
  }

  *keys() {
    for (const [name] of this.#entries) yield name;
  }

  *values() {
    for (const [, value] of this.#entries) yield value;
  }

  [Symbol.iterator]() {
    return this.entries();
  }

  get [Symbol.toStringTag]() {
    return 'FormData';
  }
}

const encoder = new TextEncoder();
const escapes = { '\n': '%0A', '\r': '%0D', '"': '%22' };
const escaped = (text) => text.replace(/[\n\r"]/g, (character) => escapes[character]);
const withLines = (text) => text.replace(/\r\n|\r|\n/g, '\r\n');

/** A form as `multipart/form-data`, with a boundary that none of its parts has. */
export const multipart = (form) => {
  const entries = [...form];
  const whole = (boundary) => {
    const parts = [];
    for (const [name, value] of entries) {
      const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(withLines(name))}"`;
      if (typeof value === 'string') parts.push(encoder.encode(`${head}\r\n\r\n${withLines(value)}\r\n`));
      else {
        const type = value.type === '' ? 'application/octet-stream' : value.type;
        parts.push(encoder.encode(`${head}; filename="${escaped(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`));
        parts.push(bytesOfBlob(value), encoder.encode('\r\n'));
      }
    }
    parts.push(encoder.encode(`--${boundary}--\r\n`));
    return joined(parts);
  };
  const contents = latin(
    joined(entries.map(([, value]) => (typeof value === 'string' ? encoder.encode(value) : bytesOfBlob(value)))),
  );
  let number = 0;
  while (contents.includes(`padded-cell-form-${number}`)) number += 1;
  const boundary = `padded-cell-form-${number}`;
  return { bytes: whole(boundary), type: `multipart/form-data; boundary=${boundary}` };
};

/** Bytes as text, one character each. */
function latin(bytes) {
  const parts = [];
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return parts.join('');
}

const wrong = () => new TypeError('the body is not a form');
const bytesFrom = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const unescaped = (text) =>
  new TextDecoder().decode(
    bytesFrom(text.replace(/%(0A|0D|22)/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))),
  );

/** The form in a `multipart/form-data` body. */
export const parseMultipart = (bytes, type) => {
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type)?.slice(1).find(Boolean);
  if (boundary === undefined) throw wrong();
  const form = new FormData();
  const sections = `\r\n${latin(bytes)}`.split(`\r\n--${boundary}`);
  if (sections.length < 2 || !sections.at(-1).startsWith('--')) throw wrong();
  for (const section of sections.slice(1, -1)) {
    const [, head, content] = /^[ \t]*\r\n([^]*?)\r\n\r\n([^]*)$/.exec(section) ?? [];
    if (head === undefined) throw wrong();
    const disposition = /^content-disposition:\s*form-data;(.*)$/im.exec(head)?.[1];
    const name = /(?:^|[;\s])name="([^"]*)"/i.exec(disposition ?? '')?.[1];
    if (name === undefined) throw wrong();
    const fileName = /(?:^|[;\s])filename="([^"]*)"/i.exec(disposition)?.[1];
    const data = bytesFrom(content);
    if (fileName === undefined) form.append(unescaped(name), new TextDecoder().decode(data));
    else {
      const contentType = /^content-type:\s*(.*?)\s*$/im.exec(head)?.[1] ?? 'text/plain';
      form.append(unescaped(name), new File([data], unescaped(fileName), { type: contentType }));
    }
  }
  return form;
};
