/**
 * Modules that are a value: JSON, text, bytes; and the modules of a cell that come with it, whose values are made
 * elsewhere (modules/).
 */
import { SourceError } from '../../cell/parse.js';
import { printable } from '../../errors/index.js';
import type { ValueSource } from '../parsers/source.js';
import type { Site } from '../site.js';
import type { Getter } from './kit.js';
import { Module, type Resolution } from './module.js';

/** A file that is a value: a fresh one for each cell, and the guest's own. */
export class ValueModule extends Module {
  readonly #get: Getter;

  /** @throws SourceError for text that is no JSON. */
  constructor(name: string, site: Site, source: ValueSource) {
    super(name, site);
    this.#get = site.kit.valueGetter(valueOf(source));
  }

  /** {@inheritDoc Module.exportNames} */
  exportNames(): readonly string[] {
    return ['default'];
  }

  /** {@inheritDoc Module.resolve} */
  resolve(name: string): Resolution {
    return name === 'default' ? { module: this, name, get: this.#get } : undefined;
  }

  /** {@inheritDoc Module.execute} */
  execute(): undefined {
    // A value runs nothing.
  }

  override get required(): unknown {
    return this.#get();
  }
}

const valueOf = ({ kind, text, bytes }: ValueSource): unknown => {
  switch (kind) {
    case 'bytes':
      return new Uint8Array(bytes);
    case 'text':
      return text;
    default:
      try {
        return JSON.parse(text.replace(/^\uFEFF/u, '')) as unknown;
      } catch (error) {
        throw new SourceError(error instanceof Error ? printable(error.message) : 'it is no JSON');
      }
  }
};

/** A module of values that were made elsewhere, and have crossed. */
export class GivenModule extends Module {
  readonly #getters: ReadonlyMap<string, Getter>;

  constructor(name: string, site: Site, values: ReadonlyMap<string, unknown>) {
    super(name, site);
    this.#getters = new Map([...values].map(([each, value]) => [each, site.kit.valueGetter(value)]));
  }

  /** {@inheritDoc Module.exportNames} */
  exportNames(): readonly string[] {
    return [...this.#getters.keys()];
  }

  /** {@inheritDoc Module.resolve} */
  resolve(name: string): Resolution {
    const get = this.#getters.get(name);
    return get && { module: this, name, get };
  }

  /** {@inheritDoc Module.execute} */
  execute(): undefined {
    // Values run nothing.
  }
}

/** A module that is there and has nothing in it: every name of it is undefined. */
export class EmptyModule extends Module {
  readonly #whole: object = {};

  /** {@inheritDoc Module.exportNames} */
  exportNames(): readonly string[] {
    return ['default'];
  }

  /** {@inheritDoc Module.resolve} */
  resolve(name: string): Resolution {
    return { module: this, name, get: this.site.kit.valueGetter(name === 'default' ? this.#whole : undefined) };
  }

  /** {@inheritDoc Module.execute} */
  execute(): undefined {
    // There is nothing.
  }

  override get required(): unknown {
    return this.#whole;
  }
}

/** A module that comes with the cell; its namespace is what SES has linked. */
export class BuiltinModule extends Module {
  readonly #namespaceOf: () => object;
  #whole: Record<string, unknown> | undefined;

  constructor(name: string, site: Site, namespaceOf: () => object) {
    super(name, site);
    this.#namespaceOf = namespaceOf;
  }

  /** {@inheritDoc Module.exportNames} */
  exportNames(): readonly string[] {
    return Object.getOwnPropertyNames(this.#holder());
  }

  /** {@inheritDoc Module.resolve} */
  resolve(name: string): Resolution {
    const holder = this.#holder();
    if (!Object.hasOwn(holder, name)) return undefined;
    return { module: this, name, get: this.site.kit.propertyGetter(holder, name) };
  }

  /** {@inheritDoc Module.execute} */
  execute(): undefined {
    // SES has run it.
  }

  protected override makeNamespace(): object {
    return this.#holder();
  }

  /** As in Node, `require` gives the default export, which has the others. */
  override get required(): unknown {
    const holder = this.#holder();
    return Object.hasOwn(holder, 'default') ? holder['default'] : holder;
  }

  #holder(): Record<string, unknown> {
    this.#whole ??= this.#namespaceOf() as Record<string, unknown>;
    return this.#whole;
  }
}
