// An account was recovered, by its person or by whoever took it over: that is written down, and told to those who publish with it.

import { formatInstant, type Instant } from '../../kernel/clock.ts';

import { tellOwners } from '../organisations/organisation-notices.ts';
import type { Account } from '../ports.ts';
import type { IdentityDeps, IdentityWork } from '../unit.ts';
import { holdWords } from './hold-words.ts';
import { publishersIn } from './publishers-in.ts';
import type { Recovery } from './takeover-ports.ts';

/** In words, after "the account was recovered:". */
export const RECOVERED_BY: Readonly<Record<Recovery, string>> = {
  password: 'its password was set by a link instead of the old one',
  factors: 'an administrator removed its second factors',
  'recovery-code': 'a recovery code stood in for its second factor',
  address: 'its letters go to another address',
};

export interface RecoveryNews {
  readonly account: Account;
  readonly how: Recovery;
  readonly actor: string;
  readonly at: Instant;
}

/** To be called within the unit of work that recovers it. */
export async function noteRecovery(
  deps: Pick<IdentityDeps, 'random' | 'letterHead'>,
  work: IdentityWork,
  { account, how, actor, at }: RecoveryNews,
): Promise<void> {
  await work.recoveries.add({ accountId: account.id, how, at });
  const data = { accountId: account.id, how };
  work.journal.record({ kind: 'account-recovered', actor, at, data });
  for (const { organisationId } of await work.organisations.membershipsOf(account.id)) {
    const organisation = await work.organisations.find(organisationId);
    const publishers = await publishersIn(work, organisationId);
    if (organisation === undefined || !publishers.some(({ id }) => id === account.id)) continue;
    const freeze = `--all --organisation ${organisation.name}`;
    const happened = `The account ${account.name}, which may publish for ${organisation.name}, was recovered at ${formatInstant(at)}: ${RECOVERED_BY[how]}.${holdWords(deps.letterHead, { who: 'it', at, freeze })}`;
    const concerns = publishers.filter(({ id }) => id !== account.id);
    await tellOwners(deps, work, { organisation, about: 'account-recovered', happened, actor, at, concerns });
  }
}
