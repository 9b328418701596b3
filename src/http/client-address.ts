// The client's address: the peer's own, or what trusted proxies in front say of it; and which network it stands in.

import { normalizeAddress } from '../kernel/address.ts';
import { GatehouseError } from '../kernel/errors.ts';
import { containsAddress, parseNetwork } from '../kernel/networks.ts';

export interface TrustedProxies {
  isTrusted(address: string): boolean;
}

/** Reads addresses and CIDR blocks. Throws `invalid-config`. */
export function parseTrustedProxies(entries: readonly string[]): TrustedProxies {
  return { isTrusted: parseNetworks(entries, 'server.trusted_proxies') };
}

/** Whether an address lies in one of these addresses and CIDR blocks. Throws `invalid-config` that names `setting`. */
export function parseNetworks(entries: readonly string[], setting: string): (address: string) => boolean {
  const networks = entries.map((entry) => {
    const network = parseNetwork(entry);
    if (network !== undefined) return network;
    throw new GatehouseError(
      'invalid-config',
      `Cannot read ${setting}: found ${JSON.stringify(entry.slice(0, 100))}, expected an address or a CIDR block`,
    );
  });
  return containsAddress(networks);
}

/**
 * The address that made the request. `X-Forwarded-For` is read from right to left, only while each hop is trusted;
 * what an untrusted peer sends is ignored.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  proxies: TrustedProxies,
): string {
  let address = normalizeAddress(peer ?? '') ?? 'unknown';
  if (forwardedFor === undefined) return address;
  const hops = forwardedFor.split(',').map((hop) => hop.trim());
  for (const hop of hops.reverse()) {
    const next = normalizeAddress(hop);
    if (next === undefined || !proxies.isTrusted(address)) break;
    address = next;
  }
  return address;
}
