// What deep equality needs of util.
import types from 'node:util/types';

export { types };
