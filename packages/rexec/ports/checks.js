// What Node says of an argument of the wrong type, with its error codes.
import errors from 'node:internal/errors';

const { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } = errors.codes;

const checking = (type) => (value, name) => {
  if (typeof value !== type) throw new ERR_INVALID_ARG_TYPE(name, type, value);
};

export const checkFunction = checking('function');
export const checkString = checking('string');
export const checkBoolean = checking('boolean');

export const checkNumber = (value, name, least) => {
  checking('number')(value, name);
  if (Number.isNaN(value) || value < least) throw new ERR_OUT_OF_RANGE(name, `>= ${least}`, value);
};

export const checkObject = (value, name) => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new ERR_INVALID_ARG_TYPE(name, 'Object', value);
  }
};

export const checkSignal = (signal, name) => {
  if (signal !== undefined && (signal === null || typeof signal !== 'object' || !('aborted' in signal))) {
    throw new ERR_INVALID_ARG_TYPE(name, 'AbortSignal', signal);
  }
};
