// Networks that addresses stand in: single addresses and CIDR blocks.

import { BlockList, isIP } from 'node:net';

import { normalizeAddress } from './address.ts';

/** An address, or a block of them. */
export interface Network {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** Longer than any block that can be written. */
const MAX_LENGTH = 64;

/** `192.0.2.0/24`, `2001:db8::/32`, `192.0.2.7`; undefined for anything else, a zone included. */
export function parseNetwork(text: string): Network | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const [, address = '', prefix] = /^([^/%]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = familyOf(address);
  if (family === undefined) return undefined;
  const longest = family === 'ipv4' ? 32 : 128;
  const bits = prefix === undefined ? longest : Number(prefix);
  return bits > longest ? undefined : { address, bits, family };
}

/** Its one spelling, as it is kept and shown; undefined for IPv4 addresses that are written as IPv6, whose bits would count otherwise. */
export function formatNetwork({ address, bits, family }: Network): string | undefined {
  const normal = normalizeAddress(address);
  if (normal === undefined || familyOf(normal) !== family) return undefined;
  return bits === (family === 'ipv4' ? 32 : 128) ? normal : `${normal}/${bits}`;
}

/** Whether a normalized address lies in one of them; what is no address lies in none. */
export function containsAddress(networks: readonly Network[]): (address: string) => boolean {
  const list = new BlockList();
  for (const { address, bits, family } of networks) list.addSubnet(address, bits, family);
  return (address) => {
    const family = familyOf(address);
    return family !== undefined && list.check(address, family);
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const family = isIP(address);
  return family === 4 ? 'ipv4' : family === 6 ? 'ipv6' : undefined;
}
