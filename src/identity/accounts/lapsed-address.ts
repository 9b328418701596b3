// An address whose domain is gone recovers nothing: whoever registers the domain next would read its letters.

import { DAY_MS, type Instant } from '../../kernel/clock.ts';

import { layOutLetter } from '../letters/letter-text.ts';
import { postLetter } from '../letters/post-letter.ts';
import type { Account, EmailAddress } from '../ports.ts';
import { isEnabled } from '../principal.ts';
import type { IdentityDeps, IdentityWork } from '../unit.ts';
import type { DomainLooks, DomainState } from './domain-ports.ts';
import { domainOf, isSameAddress } from './email-address.ts';

/** How often the domain of an address is looked at (as the Python index does). */
export const DOMAIN_LOOK_MS = 30 * DAY_MS;

export interface DomainDeps extends IdentityDeps {
  readonly domains: DomainLooks;
}

/** Whether `account` has an address whose domain matters and was not looked at for `DOMAIN_LOOK_MS`. */
export function isLookDue(account: Account, now: Instant): boolean {
  const email = lookedAt(account);
  return email !== undefined && now - (email.checkedAt ?? 0) >= DOMAIN_LOOK_MS;
}

/**
 * Looks at the domain of the account's verified address. Where it is gone the address has lapsed from now on, also when the
 * domain comes back: journalled, and told to administrators. What could not be found out changes nothing.
 */
export async function lookAtDomain(deps: DomainDeps, account: Account): Promise<DomainState> {
  const email = lookedAt(account);
  if (email === undefined) return 'unknown';
  const state = await deps.domains.look(domainOf(email.address));
  if (state === 'unknown') return state;
  await deps.unit.transact(async (work) => {
    const now = deps.clock.now();
    const current = await work.identity.findAccount(account.id);
    const present = current === undefined ? undefined : lookedAt(current);
    // Another address was given meanwhile.
    if (current === undefined || present === undefined || !isSameAddress(present.address, email.address))
      return;
    if (state === 'gone') await lapse(deps, work, { account: current, email: present, now });
    else await work.identity.saveAccount({ ...current, email: { ...present, checkedAt: now } });
  });
  return state;
}

interface Lapse {
  readonly account: Account;
  readonly email: EmailAddress;
  readonly now: Instant;
}

async function lapse(deps: DomainDeps, work: IdentityWork, { account, email, now }: Lapse): Promise<void> {
  await work.identity.saveAccount({ ...account, email: { ...email, lapsedAt: now, checkedAt: now } });
  await work.identity.endLinksOf(account.id, 'recovery');
  await work.identity.endLinksOf(account.id, 'verify-email');
  const data = { accountId: account.id };
  work.journal.record({ kind: 'email-lapsed', actor: 'gatehouse', at: now, data });
  for (const administrator of await work.identity.accountsWithRole('administrator')) {
    if (!isEnabled(administrator) || administrator.id === account.id) continue;
    const letter = layOutLapse(deps, administrator, account);
    const wish = { account: administrator, about: 'email-lapsed', letter, actor: 'gatehouse', at: now };
    await postLetter(work, deps.random, wish);
  }
}

function layOutLapse({ letterHead }: DomainDeps, administrator: Account, { name }: Account) {
  return layOutLetter(letterHead, administrator, {
    subject: `The address of ${name} has lapsed`,
    paragraphs: [
      `The domain of the address of the account ${name} is gone. Whoever registers it next could read letters to it, so the address recovers the account no more, also when the domain comes back, until ${name} signs in and verifies an address anew. Speak to them:`,
      `${letterHead.publicUrl}/people`,
    ],
  });
}

/** The address where its domain matters: verified, of an account that is used, not lapsed yet. */
function lookedAt(account: Account): EmailAddress | undefined {
  const { email } = account;
  return isEnabled(account) && email?.verifiedAt !== undefined && email.lapsedAt === undefined
    ? email
    : undefined;
}
