/**
 * The JSON Schema of policy files, made from the vocabulary: what editors complete and check.
 *
 * It says what has the right form; `policyOf` has the last word (a package within its cell, a path within reason).
 * Invariant: what `policyOf` accepts as JSON, the schema accepts.
 */
import { LIMIT_NAMES } from './limits.js';
import { PACKAGE_NAME } from './packages.js';
import type { LineName } from './types.js';
import { LIMITS } from './vocabulary/limits.js';
import { type Line, LINES, type ListLine, listLine, PACKAGE_LINE_NAMES } from './vocabulary/lines.js';

/** A JSON Schema, or a part of one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** Roughly `hostOf`: enough to mark a URL or a path as wrong while it is typed. */
const HOST = '^(?:\\*|(?:\\*\\.)?[^\\s/\\\\?#@%:*\\[\\]]+|\\[[0-9A-Fa-f:.]+\\])(?::[1-9][0-9]{0,4})?$';

const itemSchema = (line: ListLine): JsonSchema => {
  switch (line.kind) {
    case 'names':
    case 'withheld': {
      const { prefix = '' } = line;
      const names = Object.keys(line.known);
      const short = prefix === '' ? [] : names.map((name) => name.slice(prefix.length));
      return { enum: [...names, ...short] };
    }
    case 'free':
      return {
        type: 'string',
        pattern: line.pattern,
        ...(line.reserved.length === 0 ? {} : { not: { enum: line.reserved } }),
      };
    case 'hosts':
      return { type: 'string', pattern: HOST };
    case 'paths':
      return { type: 'string', minLength: 1 };
    default:
      return line satisfies never;
  }
};

const listSchema = (line: ListLine): JsonSchema => ({ type: 'array', items: itemSchema(line) });

const pinned = (properties: JsonSchema): JsonSchema => ({
  anyOf: [
    { enum: ['none', 'real'] },
    { type: 'object', properties, required: Object.keys(properties), additionalProperties: false },
  ],
});

const limitsSchema = (): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    LIMIT_NAMES.map((name) => [
      name,
      {
        description: `${LIMITS[name].about}. Bounds: ${LIMITS[name].bounds}.`,
        anyOf: [{ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }, { const: 'unlimited' }],
      },
    ]),
  ),
});

const text: JsonSchema = { type: 'string', minLength: 1, maxLength: 256 };

const valueSchema = (line: Line): JsonSchema => {
  switch (line.kind) {
    case 'clock':
      return pinned({ fixed: { anyOf: [text, { type: 'integer', minimum: -8.64e15, maximum: 8.64e15 }] } });
    case 'random':
      return pinned({ seed: { anyOf: [text, { type: 'integer' }] } });
    case 'intl':
      return pinned({ locale: text, timeZone: text });
    case 'limits':
      return limitsSchema();
    case 'packages':
      return {
        type: 'object',
        propertyNames: { pattern: PACKAGE_NAME, maxLength: 214 },
        additionalProperties: { $ref: '#/definitions/package' },
      };
    default:
      return listSchema(line);
  }
};

const lineSchema = (name: LineName): JsonSchema => {
  const line = LINES[name];
  return { description: `${line.about} Order: ${line.order}.`, examples: [line.example], ...valueSchema(line) };
};

/**
 * The JSON Schema of policy files (draft 7). The package has it as `@padded-cell/rexec/policy.schema.json`.
 *
 * @example
 * ```json
 * { "$schema": "./node_modules/@padded-cell/rexec/policy.schema.json", "okPath": ["./plugins"] }
 * ```
 */
export const policySchema: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://unpkg.com/@padded-cell/rexec/policy.schema.json',
  title: 'Padded Cell policy',
  description: 'What a cell may have. A line that is missing grants nothing.',
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string', description: 'Where this schema is, for editors.' },
    ...Object.fromEntries((Object.keys(LINES) as LineName[]).map((name) => [name, lineSchema(name)])),
  },
  definitions: {
    package: {
      description: 'What one npm package may have: never more than its cell; a line that is missing grants nothing.',
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        PACKAGE_LINE_NAMES.map((name) => [name, { description: LINES[name].about, ...listSchema(listLine(name)) }]),
      ),
    },
  },
};
