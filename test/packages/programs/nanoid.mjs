import { customAlphabet, nanoid } from 'nanoid';

const ids = new Set(Array.from({ length: 100 }, () => nanoid()));

export default {
  ids: ids.size,
  long: [...ids].every((id) => /^[\w-]{21}$/u.test(id)),
  few: /^[ab]{8}$/u.test(customAlphabet('ab', 8)()),
};
