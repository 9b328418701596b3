// Where a name leads.

import { lookup, type LookupAddress } from 'node:dns';

/** Every address of a name; rejects as the resolver does. */
export type ResolveAddresses = (hostname: string) => Promise<readonly LookupAddress[]>;

/** The machine's own resolver (hosts file, DNS), all addresses of both families. */
export const resolveBySystem: ResolveAddresses = (hostname) =>
  new Promise((resolve, reject) => {
    lookup(hostname, { all: true }, (error, addresses) => {
      if (error === null) resolve(addresses);
      else reject(error);
    });
  });
