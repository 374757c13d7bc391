import { Ajv } from 'ajv';

const validate = new Ajv({ allErrors: true }).compile({
  type: 'object',
  properties: {
    age: { type: 'integer', minimum: 0 },
    tags: { type: 'array', items: { enum: ['a', 'b'] }, uniqueItems: true },
  },
  required: ['age', 'name'],
  additionalProperties: false,
});

export default {
  right: validate({ age: 3, name: 'x' }),
  wrong:
    (validate({ age: -1, tags: ['a', 'c', 'c'], extra: 1 }),
    validate.errors.map(({ instancePath, keyword }) => `${instancePath} ${keyword}`)),
};
