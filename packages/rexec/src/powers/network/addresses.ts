/**
 * Which addresses are on the public Internet: those that `fetch` may connect to without being told so by name.
 *
 * After IANA's registries of special-purpose addresses. Pure. Invariant: an address that is not known to be public is not,
 * however it is written: one of IPv4 within one of IPv6 is judged as what it is.
 */
import { BlockList, isIP, isIPv4 } from 'node:net';

/** The networks of IPv4 that are not public, and two addresses within public ones that clouds answer on. */
const privateNetworks =
  `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24
224.0.0.0/4 240.0.0.0/4 168.63.129.16/32`.split(/\s+/u);

/** Of IPv6 only 2000::/3 is public, and not these parts of it: tunnels, which carry addresses of IPv4, and reserved ones. */
const reservedNetworks = '2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20'.split(' ');

const listOf = (networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), family);
  }
  return list;
};

const notPublic4 = listOf(privateNetworks, 'ipv4');
const global6 = listOf(['2000::/3'], 'ipv6');
const notPublic6 = listOf(reservedNetworks, 'ipv6');
const loopback4 = listOf(['127.0.0.0/8'], 'ipv4');
const mapped6 = listOf(['::ffff:0:0/96'], 'ipv6');

/** The address of IPv4 that an address of IPv6 stands for, where it does: `::ffff:127.0.0.1` is `127.0.0.1`. */
const mappedIn = (address: string): string | undefined => {
  if (!mapped6.check(address, 'ipv6')) return undefined;
  // The URL parser writes it in one way: `[::ffff:7f00:1]`.
  const [high = '0', low = '0'] = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':').slice(-2);
  const bits = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return bits.flatMap((part) => [part >> 8, part & 255]).join('.');
};

/** What an address is, without the name of an interface: `fe80::1%eth0` is `fe80::1`. */
const bare = (address: string): string => address.split('%', 1)[0] ?? '';

/** Whether an address is on the public Internet. */
export const isPublic = (address: string): boolean => {
  const plain = bare(address);
  if (isIP(plain) === 0) return false;
  if (isIPv4(plain)) return !notPublic4.check(plain, 'ipv4');
  const mapped = mappedIn(plain);
  if (mapped !== undefined) return !notPublic4.check(mapped, 'ipv4');
  return global6.check(plain, 'ipv6') && !notPublic6.check(plain, 'ipv6');
};

/** Whether an address is this machine's own: what `localhost` may mean. */
export const isLoopback = (address: string): boolean => {
  const plain = bare(address);
  if (isIPv4(plain)) return loopback4.check(plain, 'ipv4');
  if (isIP(plain) === 0) return false;
  const mapped = mappedIn(plain);
  return mapped === undefined ? plain === '::1' : loopback4.check(mapped, 'ipv4');
};
