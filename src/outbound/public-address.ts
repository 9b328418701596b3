// Which addresses belong to the public internet: the rule that keeps documents from sending us into private networks.

import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** IPv4 ranges that are not public (IANA special-purpose registry, RFC 6890 and later). */
const SPECIAL_IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carrier-grade NAT; also some clouds' metadata
  ['127.0.0.0', 8], // loopback
  ['168.63.129.16', 32], // a cloud's own host service, reachable from its guests alone
  ['169.254.0.0', 16], // link-local; most clouds' metadata
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays, deprecated
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
];

const specialIpv4 = blockListOf(SPECIAL_IPV4);

/**
 * Whether `address` (an IPv4 or IPv6 literal, as a resolver answers it) belongs to the public internet.
 * IPv6 addresses that carry an IPv4 address (mapped, NAT64) are judged by it; tunnels (6to4, Teredo) never pass.
 * Anything that is no address is not public.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !specialIpv4.check(address, 'ipv4');
  if (!isIPv6(address) || address.includes('%')) return false;
  return isPublicIpv6(ipv6Groups(address));
}

function blockListOf(ranges: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, 'ipv4');
  return list;
}

function isPublicIpv6(groups: readonly number[]): boolean {
  const [first = 0, second = 0] = groups;
  if (startsWith(groups, [0, 0, 0, 0, 0, 0xffff])) return isPublicAddress(embeddedIpv4(groups));
  if (startsWith(groups, [0x64, 0xff9b, 0, 0, 0, 0])) return isPublicAddress(embeddedIpv4(groups));
  if (first < 0x2000 || first > 0x3fff) return false; // global unicast is 2000::/3: no ULA, link-local, multicast
  if (first === 0x2001 && second < 0x0200) return false; // 2001::/23: Teredo, ORCHID, benchmarks
  if (first === 0x2001 && second === 0x0db8) return false; // documentation
  if (first === 0x2002) return false; // 6to4
  return !(first === 0x3fff && second < 0x1000); // documentation
}

function startsWith(groups: readonly number[], prefix: readonly number[]): boolean {
  return prefix.every((group, place) => groups[place] === group);
}

function embeddedIpv4(groups: readonly number[]): string {
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight 16-bit groups of a valid IPv6 literal. */
function ipv6Groups(address: string): readonly number[] {
  const [head = '', tail] = address.split('::');
  const before = groupsOf(head);
  if (tail === undefined) return before;
  const after = groupsOf(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function groupsOf(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
