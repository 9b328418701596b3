// Asks DNS for the TXT records of a domain: of every server that is configured, since one alone may have been lied to.

import { Resolver } from 'node:dns/promises';

export type TextAnswer =
  | { readonly state: 'found'; readonly records: readonly string[] }
  /** The name is not there, or has none. */
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly code: string };

export interface TextRecords {
  /** What each server says, in their order; at least one answer. Never rejects. */
  read(domain: string): Promise<readonly TextAnswer[]>;
}

const TIMEOUT_MS = 2_000;
const TRIES = 2;

/** `servers`: addresses such as `192.0.2.1` or `127.0.0.1:5353`; none: the machine's own, as one. */
export function createTextRecords(servers: readonly string[] = []): TextRecords {
  let resolvers: readonly Resolver[] | undefined;
  const open = () => {
    if (servers.length === 0) return [new Resolver({ timeout: TIMEOUT_MS, tries: TRIES })];
    return servers.map((server) => {
      const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
      resolver.setServers([server]);
      return resolver;
    });
  };
  return {
    read: (domain) => Promise.all((resolvers ??= open()).map((resolver) => readFrom(resolver, domain))),
  };
}

/** A record is what its strings are together (RFC 7208 section 3.3, as everybody reads them). */
export async function readFrom(
  resolver: { resolveTxt(domain: string): Promise<readonly (readonly string[])[]> },
  domain: string,
): Promise<TextAnswer> {
  try {
    const records = await resolver.resolveTxt(domain);
    return records.length === 0
      ? { state: 'absent' }
      : { state: 'found', records: records.map((strings) => strings.join('')) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return code === 'ENODATA' || code === 'ENOTFOUND' ? { state: 'absent' } : { state: 'unknown', code };
  }
}
