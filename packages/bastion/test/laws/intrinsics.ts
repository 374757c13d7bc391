/** What every program can reach by itself: it tells nothing, whoever holds it. */
const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

const literals = [
  [].values(),
  new Map().values(),
  new Set().values(),
  ''[Symbol.iterator](),
  'a'.matchAll(/a/g),
  (function* () {})(),
  (async function* () {})(),
  async () => undefined,
  function* () {},
  async function* () {},
];

const isLanguages = (name: string): boolean => /^[A-Z]/.test(name);

/** All that descriptors and prototypes lead to from the globals of the language and its literals. */
const reach = (): ReadonlySet<object> => {
  const found = new Set<object>();
  const queue: unknown[] = Object.getOwnPropertyNames(globalThis)
    .filter(isLanguages)
    .map((name): unknown => Object.getOwnPropertyDescriptor(globalThis, name)?.value);
  queue.push(...literals.map((literal): unknown => Object.getPrototypeOf(literal)));
  // Some engines give every error the same accessor for its stack, and nothing else leads to it.
  queue.push(...(Object.values(Object.getOwnPropertyDescriptor(new Error('any'), 'stack') ?? {}) as unknown[]));
  for (let value = queue.pop(); queue.length > 0 || value !== undefined; value = queue.pop()) {
    if (!isObject(value) || found.has(value)) continue;
    found.add(value);
    queue.push(Object.getPrototypeOf(value));
    for (const key of Reflect.ownKeys(value)) {
      const { value: held, get, set } = Object.getOwnPropertyDescriptor(value, key) as PropertyDescriptor;
      queue.push(held, get, set);
    }
  }
  return found;
};

export const intrinsics: ReadonlySet<object> = reach();
