/**
 * The bastion package itself, one instance in each cell: its brands and tables are that cell's, so that a bastion of
 * the host's is to a guest an object like any other, and nothing that a guest has looks behind it. With it the engine,
 * which the host takes for the membranes of the cells that this one's guest makes.
 */
import * as bastions from '../../bastion/src/index.ts';
import { createMembrane } from '../../bastion/src/membrane/index.ts';

/** A guest has bastions of its host's, which this instance does not know. */
const isHosts = (value) =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') && $engine.isBastion(value);

export const isBastion = (value) => bastions.isBastion(value) || isHosts(value);

/** Of a bastion that the cell was given, a bastion of that bastion. */
export const narrow = (bastion, filter, name) => {
  if (bastions.isBastion(bastion) || !isHosts(bastion)) return bastions.narrow(bastion, filter, name);
  // Over a bastion there is no state to hide, and what starts with '_' may have been granted by name.
  return bastions.narrow(
    bastions.bastion(bastion, () => true, name),
    filter,
    name,
  );
};

export default Object.freeze({ ...bastions, isBastion, narrow, createMembrane });
