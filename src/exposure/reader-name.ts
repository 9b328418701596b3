// How exposure names who fetched.

import { normalizeAddress, shortenAddress } from '../kernel/address.ts';

/** Who fetched: a token or account by id, or else an address. */
export type ExposedReader =
  | { readonly kind: 'token'; readonly id: string }
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'address'; readonly address: string };

const ADDRESS = 'address:';

/**
 * `token:<id>`, `user:<id>` or `address:<ip>`; an address in its one spelling (IPv4 also when mapped into IPv6), and
 * `address:unknown` when it is none.
 */
export function readerName(reader: ExposedReader): string {
  if (reader.kind !== 'address') return `${reader.kind}:${reader.id}`;
  return `${ADDRESS}${normalizeAddress(reader.address) ?? 'unknown'}`;
}

/** The same reader without what singles out a machine; tokens and accounts stay as they are. */
export function shortenReader(reader: string): string {
  return reader.startsWith(ADDRESS) ? `${ADDRESS}${shortenAddress(reader.slice(ADDRESS.length))}` : reader;
}
