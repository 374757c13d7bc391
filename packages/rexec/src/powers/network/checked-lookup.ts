/**
 * The look-up of a name at the moment of connecting, which gives only addresses that may be connected to.
 *
 * The socket connects to what this gives and looks nothing up again, so there is no moment between check and use in which a
 * name could come to mean another address. Invariant: a name gives public addresses only, and `localhost` this machine's.
 */
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isLoopback, isPublic } from './addresses.js';
import { network } from './node.js';

/** Asks for all addresses of a name. */
export type AllAddresses = (
  name: string,
  answer: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void;

/** By the host's resolver. */
export const resolved: AllAddresses = (name, answer) => {
  network().dns.lookup(name, { all: true, order: 'verbatim' }, answer);
};

/** The name means no address that may be connected to. Which it means is the host's affair, and not said. */
export class PrivateAddressError extends Error {
  constructor(name: string) {
    super(
      `${name} is not on the public Internet: fetch connects to a private address only where okHosts has that address itself, or localhost`,
    );
  }
}

/**
 * The `lookup` of a socket.
 *
 * @param isNamed - whether the policy has this very name: then `localhost` is this machine. No wildcard grants it.
 */
export const checkedLookup =
  (allAddresses: AllAddresses, isNamed: boolean): LookupFunction =>
  (name, options, callback) => {
    const mayConnect = isNamed && name === 'localhost' ? isLoopback : isPublic;
    allAddresses(name, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const family = options.family === 'IPv4' ? 4 : options.family === 'IPv6' ? 6 : (options.family ?? 0);
      const checked = addresses.filter((each) => mayConnect(each.address) && (family === 0 || each.family === family));
      const [first] = checked;
      if (first === undefined) callback(new PrivateAddressError(name), []);
      else if (options.all === true) callback(null, checked);
      else callback(null, first.address, first.family);
    });
  };
