// Asks DNS whether a domain still takes mail for those whose it was.

import { Resolver } from 'node:dns/promises';

/** What identity's port of this name says. */
export type DomainState = 'alive' | 'gone' | 'unknown';

export interface DomainLooks {
  look(domain: string): Promise<DomainState>;
}

/** What is asked; Node's own resolver has them. Each rejects with a `code`. */
export interface MailRecords {
  resolveMx(domain: string): Promise<readonly { readonly exchange: string }[]>;
  resolve4(domain: string): Promise<readonly string[]>;
  resolve6(domain: string): Promise<readonly string[]>;
  resolveNs(domain: string): Promise<readonly string[]>;
}

const TIMEOUT_MS = 2_000;
const TRIES = 2;

/** `servers`: addresses such as `192.0.2.1` or `127.0.0.1:5353`; none: the machine's own. */
export function createDomainLooks(servers: readonly string[] = []): DomainLooks {
  let resolver: Resolver | undefined;
  const open = () => {
    const made = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
    if (servers.length > 0) made.setServers([...servers]);
    return made;
  };
  return { look: (domain) => lookAtRecords((resolver ??= open()), domain) };
}

/**
 * `gone` for a name that does not exist (NXDOMAIN, whatever is asked), or that says it takes no mail (RFC 7505); `alive` where
 * letters have somewhere to go (RFC 5321 section 5.1: mail exchangers, else addresses). A domain that is there without either
 * is somebody's still, and whatever fails (SERVFAIL, a time-out) says nothing: `unknown`.
 */
export async function lookAtRecords(records: MailRecords, domain: string): Promise<DomainState> {
  const exchangers = await ask(() => records.resolveMx(domain));
  if (exchangers === 'unknown') return 'unknown';
  if (exchangers !== 'gone' && exchangers.length > 0) {
    const isNull = exchangers.every(({ exchange }) => exchange === '' || exchange === '.');
    return isNull ? 'gone' : 'alive';
  }
  // Some servers say of a name that it does not exist when it has no records of the kind that was asked for.
  let isGone = exchangers === 'gone';
  for (const resolve of [() => records.resolve4(domain), () => records.resolve6(domain)]) {
    const addresses = await ask(resolve);
    if (addresses === 'unknown') return 'unknown';
    if (addresses !== 'gone' && addresses.length > 0) return 'alive';
    isGone &&= addresses === 'gone';
  }
  isGone &&= (await ask(() => records.resolveNs(domain))) === 'gone';
  return isGone ? 'gone' : 'unknown';
}

async function ask<T>(question: () => Promise<readonly T[]>): Promise<readonly T[] | 'gone' | 'unknown'> {
  try {
    return await question();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // The name is there, with other records than these.
    if (code === 'ENODATA') return [];
    return code === 'ENOTFOUND' ? 'gone' : 'unknown';
  }
}
