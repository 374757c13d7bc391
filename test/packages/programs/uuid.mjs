import { NIL, parse, stringify, v4, v5, validate, version } from 'uuid';

const random = v4();

export default {
  named: v5('hello', v5.DNS),
  random: validate(random) && version(random),
  same: stringify(parse(random)) === random,
  nil: NIL,
};
