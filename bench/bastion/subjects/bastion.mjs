/** `bastion(target)`: the default filter, the crossing rule. */
import { bastion } from '@padded-cell/bastion';
import { here } from './realms.mjs';

const Given = /** @type {new (object: object) => object} */ (
  /** @type {unknown} */ (
    function (/** @type {object} */ object) {
      return object;
    }
  )
);

/** The private field by which a target remembers its bastion (crossing/identity.ts), by itself. */
class Stamp extends Given {
  #bastion;
  constructor(/** @type {object} */ target) {
    super(target);
    this.#bastion = Stamp;
  }
  static of(/** @type {Stamp} */ target) {
    return target.#bastion;
  }
}

export const open = () => ({
  ...here,
  crosses: true,
  wrapper: () => (/** @type {object} */ target) => bastion(target),
  wrapLiteral: (/** @type {object} */ literal) => bastion(literal),
  stamp: (/** @type {object} */ target) => Stamp.of(new Stamp(target)),
});
