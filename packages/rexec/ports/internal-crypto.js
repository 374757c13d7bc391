/**
 * `crypto`: random values, and `subtle`, over the engine's own (`$crypto`).
 *
 * Trusts: `$crypto`, which has the keys, checks what each is for, and decides by the policy. A CryptoKey here is a number with
 * what its guest may know of it. Invariant: bytes that a guest passes are read once, before anything is waited for.
 */
import events from 'node:internal/events-web';

const { DOMException } = events;

const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
const tagOf = Object.getOwnPropertyDescriptor(typedArray, Symbol.toStringTag).get;
const { isView } = ArrayBuffer;

const integers = /^(?:Big)?(?:Int|Uint)(?:8|16|32|64)(?:Clamped)?Array$/;

/** The bytes of a buffer or a view. */
const bytesOf = (data, name = 'data') => {
  if (isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  if (data instanceof ArrayBuffer) return new Uint8Array(data).slice();
  const error = new TypeError(
    `The "${name}" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.`,
  );
  error.code = 'ERR_INVALID_ARG_TYPE';
  throw error;
};

const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const making = Symbol('making');
let numberOf;

class CryptoKey {
  #number;
  #type;
  #extractable;
  #algorithm;
  #usages;

  constructor(key, [number, type, extractable, algorithm, ...usages] = []) {
    if (key !== making) throw new TypeError('Illegal constructor');
    this.#number = number;
    this.#type = type;
    this.#extractable = extractable;
    this.#algorithm = JSON.parse(algorithm, (name, value) => (name === 'publicExponent' ? fromHex(value) : value));
    this.#usages = usages;
  }

  static {
    numberOf = (key) => {
      if (typeof key !== 'object' || key === null || !(#number in key)) throw new TypeError('A CryptoKey is wanted');
      return key.#number;
    };
  }

  get type() {
    return this.#type;
  }

  get extractable() {
    return this.#extractable;
  }

  get algorithm() {
    return this.#algorithm;
  }

  get usages() {
    return this.#usages;
  }

  get [Symbol.toStringTag]() {
    return 'CryptoKey';
  }
}

const keyFor = (described) => new CryptoKey(making, described);
const keyOrPair = ([first, second]) =>
  second === undefined ? keyFor(first) : { publicKey: keyFor(first), privateKey: keyFor(second) };

const byteMembers = ['iv', 'additionalData', 'counter', 'salt', 'info', 'label', 'publicExponent'];
const numberMembers = ['length', 'iterations', 'modulusLength', 'saltLength', 'tagLength'];

/** An algorithm as `$crypto` reads it. Each member is read once. */
const textOf = (algorithm) => {
  if (typeof algorithm === 'string') return JSON.stringify({ name: algorithm });
  if (typeof algorithm !== 'object' || algorithm === null) throw new TypeError('An algorithm is wanted');
  const written = { name: `${algorithm.name}` };
  for (const member of byteMembers) {
    const value = algorithm[member];
    if (value !== undefined) written[member] = hexOf(bytesOf(value, member));
  }
  for (const member of numberMembers) {
    const value = algorithm[member];
    if (value !== undefined && value !== null) written[member] = Number(value);
  }
  const { hash, namedCurve, public: publicKey } = algorithm;
  if (hash !== undefined) written.hash = `${typeof hash === 'object' && hash !== null ? hash.name : hash}`;
  if (namedCurve !== undefined) written.namedCurve = `${namedCurve}`;
  if (publicKey !== undefined) written.public = numberOf(publicKey);
  return JSON.stringify(written);
};

const domNames = new Set(
  'DataError InvalidAccessError InvalidAccessException NotSupportedError OperationError QuotaExceededError SyntaxError'.split(
    ' ',
  ),
);

/** What `$crypto` gives; what it throws, as the web has it. */
const asked = async (answer) => {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof Error && domNames.has(error.name)) throw new DOMException(error.message, error.name);
    throw error;
  }
};

const bufferOf = async (answer) => (await asked(answer)).buffer;

const formatOf = (format) => {
  const text = `${format}`;
  if (!['raw', 'pkcs8', 'spki', 'jwk'].includes(text)) throw new TypeError(`'${text}' is not a format of keys`);
  return text;
};

const usagesOf = (usages) => [...usages].map((usage) => `${usage}`);

class SubtleCrypto {
  constructor(key) {
    if (key !== making) throw new TypeError('Illegal constructor');
  }

  async digest(algorithm, data) {
    const [name, bytes] = [textOf(algorithm), bytesOf(data)];
    return await bufferOf(() => $crypto.digest(name, bytes));
  }

  async generateKey(algorithm, extractable, usages) {
    const [name, uses] = [textOf(algorithm), usagesOf(usages)];
    return keyOrPair(await asked(() => $crypto.generateKey(name, Boolean(extractable), uses)));
  }

  async importKey(format, data, algorithm, extractable, usages) {
    const kind = formatOf(format);
    const material = kind === 'jwk' ? JSON.stringify(data) : bytesOf(data, 'keyData');
    const [name, uses] = [textOf(algorithm), usagesOf(usages)];
    return keyOrPair(await asked(() => $crypto.importKey(kind, material, name, Boolean(extractable), uses)));
  }

  async exportKey(format, key) {
    const [kind, number] = [formatOf(format), numberOf(key)];
    const exported = await asked(() => $crypto.exportKey(kind, number));
    return kind === 'jwk' ? JSON.parse(exported) : exported.buffer;
  }

  async sign(algorithm, key, data) {
    const [name, number, bytes] = [textOf(algorithm), numberOf(key), bytesOf(data)];
    return await bufferOf(() => $crypto.sign(name, number, bytes));
  }

  async verify(algorithm, key, signature, data) {
    const [name, number, signed, bytes] = [textOf(algorithm), numberOf(key), bytesOf(signature), bytesOf(data)];
    return await asked(() => $crypto.verify(name, number, signed, bytes));
  }

  async encrypt(algorithm, key, data) {
    const [name, number, bytes] = [textOf(algorithm), numberOf(key), bytesOf(data)];
    return await bufferOf(() => $crypto.encrypt(name, number, bytes));
  }

  async decrypt(algorithm, key, data) {
    const [name, number, bytes] = [textOf(algorithm), numberOf(key), bytesOf(data)];
    return await bufferOf(() => $crypto.decrypt(name, number, bytes));
  }

  async deriveBits(algorithm, key, length = null) {
    const [name, number] = [textOf(algorithm), numberOf(key)];
    return await bufferOf(() => $crypto.deriveBits(name, number, length === null ? null : Number(length)));
  }

  async deriveKey(algorithm, key, derived, extractable, usages) {
    const [name, number, wanted, uses] = [textOf(algorithm), numberOf(key), textOf(derived), usagesOf(usages)];
    return keyOrPair(await asked(() => $crypto.deriveKey(name, number, wanted, Boolean(extractable), uses)));
  }

  async wrapKey(format, key, wrapping, algorithm) {
    const [kind, number, by, name] = [formatOf(format), numberOf(key), numberOf(wrapping), textOf(algorithm)];
    return await bufferOf(() => $crypto.wrapKey(kind, number, by, name));
  }

  async unwrapKey(format, wrapped, key, algorithm, unwrapped, extractable, usages) {
    const [kind, bytes, number] = [formatOf(format), bytesOf(wrapped), numberOf(key)];
    const [name, wanted, uses] = [textOf(algorithm), textOf(unwrapped), usagesOf(usages)];
    return keyOrPair(
      await asked(() => $crypto.unwrapKey(kind, bytes, number, name, wanted, Boolean(extractable), uses)),
    );
  }

  get [Symbol.toStringTag]() {
    return 'SubtleCrypto';
  }
}

const most = 65_536;

/** A version 4 UUID. */
export const randomUUID = () => {
  const bytes = $crypto.random(16, 'crypto.randomUUID()');
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return hexOf(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};

class Crypto {
  #subtle = new SubtleCrypto(making);

  constructor(key) {
    if (key !== making) throw new TypeError('Illegal constructor');
  }

  get subtle() {
    return this.#subtle;
  }

  getRandomValues(array) {
    const tag = typeof array === 'object' && array !== null ? Reflect.apply(tagOf, array, []) : undefined;
    if (tag === undefined || !integers.test(tag)) {
      throw new DOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
    }
    if (array.byteLength > most) {
      throw new DOMException(`The requested length exceeds ${most} bytes`, 'QuotaExceededError');
    }
    const target = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    target.set($crypto.random(target.length, 'crypto.getRandomValues()'));
    return array;
  }

  randomUUID() {
    return randomUUID();
  }

  get [Symbol.toStringTag]() {
    return 'Crypto';
  }
}

export default { crypto: new Crypto(making), Crypto, CryptoKey, SubtleCrypto, bytesOf, hexOf };
