// In place of qs, which the legacy URL functions ask for nested queries that Node's do not have.
import querystring from 'node:querystring';

export const parse = (text) => querystring.parse(text);
export const stringify = (query) => querystring.stringify(query);
