// Network addresses of readers, in one spelling each.

import { SocketAddress, isIP } from 'node:net';

const MAPPED_PREFIX = '::ffff:';
const LONGEST_ADDRESS = 64;

/**
 * The one spelling of an IP address: IPv4 as dotted quad, also when it came mapped into IPv6; IPv6 compressed, in lower
 * case (RFC 5952), without its zone. Undefined for anything else.
 */
export function normalizeAddress(text: string): string | undefined {
  if (text.length > LONGEST_ADDRESS) return undefined;
  const percent = text.indexOf('%');
  const address = percent === -1 ? text : text.slice(0, percent);
  const family = isIP(address);
  if (family === 4) return address;
  if (family !== 6) return undefined;
  const compressed = new SocketAddress({ address, family: 'ipv6' }).address.toLowerCase();
  const mapped = compressed.startsWith(MAPPED_PREFIX) ? compressed.slice(MAPPED_PREFIX.length) : '';
  return isIP(mapped) === 4 ? mapped : compressed;
}

/** The network that a normalized address stands in, as `192.0.2.0/24` or `2001:db8:7::/48`. Prefixes are whole groups. */
export function networkOf(
  address: string,
  prefix: { readonly v4: 8 | 16 | 24; readonly v6: 32 | 48 | 64 },
): string {
  if (isIP(address) === 4) {
    const kept = address.split('.').slice(0, prefix.v4 / 8);
    return `${[...kept, '0', '0', '0'].slice(0, 4).join('.')}/${prefix.v4}`;
  }
  if (isIP(address) !== 6) return address;
  const kept = expandGroups(address).slice(0, prefix.v6 / 16);
  const network = normalizeAddress(`${kept.join(':')}::`) ?? address;
  return `${network}/${prefix.v6}`;
}

/** An address without what singles out a machine: IPv4 to its /24, IPv6 to its /48. Anything else stays as it is. */
export function shortenAddress(address: string): string {
  return networkOf(address, { v4: 24, v6: 48 });
}

/** The eight groups of an IPv6 address. */
function expandGroups(address: string): readonly string[] {
  const [head = '', tail] = address.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const dotted = (address.match(/\./g) ?? []).length > 0 ? 1 : 0;
  const gap = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length - dotted);
  return [...front, ...Array.from({ length: gap }, () => '0'), ...back];
}
