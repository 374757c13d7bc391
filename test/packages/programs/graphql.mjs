import { buildSchema, graphql, parse, print, validate } from 'graphql';

const schema = buildSchema('type Query { hello(name: String!): String, many: [Int!]! }');
const rootValue = { hello: ({ name }) => `hello ${name}`, many: async () => [1, 2] };

export default {
  answer: (await graphql({ schema, rootValue, source: '{ hello(name: "you") many }' })).data,
  wrong: validate(schema, parse('{ hello nothing }')).map(({ message }) => message.slice(0, 40)),
  printed: print(parse('query($a:Int){many}')),
};
