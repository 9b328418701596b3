// Looks at the domains of people's addresses, a few at a time: each once in 30 days.

import { randomBytes } from 'node:crypto';

import { type Clock, DAY_MS, MINUTE_MS } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { isLookDue, lookAtDomain, type DomainDeps } from '../identity/accounts/lapsed-address.ts';
import type { IdentityStore } from '../identity/ports.ts';
import { createDomainLooks } from '../outbound/dns/domain-looks.ts';
import type { HouseOptions } from './house-options.ts';
import type { OpenStorage } from './open-storage.ts';
import { letterHeadOf } from './letter-head.ts';
import { takeTurns, type Turns } from './take-turns.ts';

export interface DomainJobDeps extends DomainDeps {
  readonly identity: Pick<IdentityStore, 'accounts'>;
  readonly clock: Clock;
}

/** Addresses of a turn. */
const TOGETHER = 50;
const FIRST_TURN_MS = MINUTE_MS;

export function describeDomains(
  { config, publicUrl }: HouseOptions,
  storage: OpenStorage,
  clock: Clock,
): DomainJobDeps {
  return {
    identity: storage.stores.identity,
    unit: storage.work,
    clock,
    random: (sizeBytes) => randomBytes(sizeBytes),
    letterHead: letterHeadOf(config, publicUrl),
    domains: createDomainLooks(config.accounts.dns_servers),
  };
}

/** Looks at those that are due, up to the number of one turn; each turn answers how many. */
export function startDomainJob(deps: DomainJobDeps, log: Logger): Turns<number> {
  /** Accounts whose domain could not be looked at, and when: they do not stand in the way of others. */
  const put = new Map<string, number>();
  const take = async (signal: AbortSignal): Promise<number> => {
    let looked = 0;
    const now = deps.clock.now();
    for (const [id, at] of put) if (now - at >= DAY_MS) put.delete(id);
    const accounts = await deps.identity.accounts();
    const due = accounts.filter((account) => isLookDue(account, now) && !put.has(account.id));
    for (const account of due.slice(0, TOGETHER)) {
      if (signal.aborted) break;
      if ((await lookAtDomain(deps, account)) === 'unknown') put.set(account.id, now);
      looked += 1;
    }
    return looked;
  };
  const failed = 'domains of addresses could not be looked at; they are looked at again';
  return takeTurns({ firstAfterMs: FIRST_TURN_MS, take, failed }, log);
}
