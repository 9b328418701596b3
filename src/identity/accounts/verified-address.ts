// An address becomes an account's: its reader followed a link that went there.

import type { Instant } from '../../kernel/clock.ts';

import { postNotice } from '../letters/notices.ts';
import { noticeAddress } from '../letters/post-letter.ts';
import type { Account, OneTimeLink } from '../ports.ts';
import { isEnabled } from '../principal.ts';
import { noteProof } from '../takeover/activity.ts';
import { noteRecovery } from '../takeover/account-recovered.ts';
import type { IdentityDeps, IdentityWork } from '../unit.ts';
import { isSameAddress, parseEmailAddress } from './email-address.ts';

/** Whether another account has shown to read `address`. */
export async function isTakenAddress(
  { identity }: Pick<IdentityWork, 'identity'>,
  address: string,
  accountId?: string,
): Promise<boolean> {
  const others = await identity.accountsWithEmail(address);
  return others.some(
    (other) => other.id !== accountId && isEnabled(other) && other.email?.verifiedAt !== undefined,
  );
}

/** The address that a link was sent to, as its details say. Throws `invalid-request` for what is none. */
export function addressOf({ details }: OneTimeLink): string | undefined {
  const address = details?.['address'];
  return typeof address === 'string' ? parseEmailAddress(address) : undefined;
}

/**
 * Saves `account` with `address` verified, unless that is another's: then answers undefined and changes nothing. Letters by
 * which it could be recovered from another address end, and the address of before is told.
 */
export async function verifyAddress(
  deps: Pick<IdentityDeps, 'random' | 'letterHead'>,
  work: IdentityWork,
  { account, address, now }: { readonly account: Account; readonly address: string; readonly now: Instant },
): Promise<Account | undefined> {
  if (await isTakenAddress(work, address, account.id)) return undefined;
  const before = noticeAddress(account);
  const changed: Account = { ...account, email: { address, verifiedAt: now, checkedAt: now } };
  await work.identity.saveAccount(changed);
  await noteProof(work, account.id, now);
  await work.identity.endLinksOf(account.id, 'recovery');
  await work.identity.endLinksOf(account.id, 'verify-email');
  const actor = `account:${account.name}`;
  work.journal.record({ kind: 'email-verified', actor, at: now, data: { accountId: account.id } });
  if (before !== undefined && !isSameAddress(before, address)) {
    const notice = { account: changed, about: 'email-changed', actor, at: now } as const;
    await postNotice(deps, work, { ...notice, to: before });
    await postNotice(deps, work, notice);
    await noteRecovery(deps, work, { account: changed, how: 'address', actor, at: now });
  }
  return changed;
}
