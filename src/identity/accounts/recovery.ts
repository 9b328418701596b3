// A person who lost the password asks for a letter. Whoever asks is told the same, whatever comes of it.

import { HOUR_MS } from '../../kernel/clock.ts';

import { layOutLetter } from '../letters/letter-text.ts';
import { noticeAddress, postLetter } from '../letters/post-letter.ts';
import type { Account, IdentityStore } from '../ports.ts';
import { isEnabled } from '../principal.ts';
import { hashSecret, mintSecret } from '../secret.ts';
import { canonicalAccountName } from './account-name.ts';
import { type DomainDeps, lookAtDomain } from './lapsed-address.ts';
import type { LetterLimits } from './letter-limits.ts';

/** How long a recovery link works. */
export const RECOVERY_LINK_MS = HOUR_MS;

export interface RecoveryDeps extends DomainDeps {
  readonly identity: Pick<IdentityStore, 'findAccountByName' | 'accountsWithEmail'>;
  readonly letterLimits: LetterLimits;
}

/** Longer than any name or address. */
const MAX_TYPED_LENGTH = 256;

/**
 * Counts the question. Throws `too-many-requests`. What follows, `sendRecovery`, is for after the answer, so that neither
 * words nor time tell whether there is such an account.
 */
export function admitRecovery(deps: RecoveryDeps, address: string): void {
  deps.letterLimits.admitRecovery(address);
}

/**
 * Sends a letter with a link to the verified address of the account that is called `typed` or has that address, where it
 * signs in by password: at most 5 a day. Answers whether one was sent.
 */
export async function sendRecovery(deps: RecoveryDeps, typed: string): Promise<boolean> {
  const found = await findRecoverable(deps, typed.trim().slice(0, MAX_TYPED_LENGTH));
  if (found === undefined || !deps.letterLimits.recoveries.take(found.id)) return false;
  // Somebody may have registered the domain since it was looked at.
  if ((await lookAtDomain(deps, found)) === 'gone') return false;
  const secret = mintSecret(deps.random);
  return deps.unit.transact(async (work) => {
    const now = deps.clock.now();
    const account = await work.identity.findAccount(found.id);
    const address = account === undefined ? undefined : recoverableAddress(account);
    if (account === undefined || address === undefined) return false;
    await work.identity.forgetLinksOverBefore(now);
    await work.identity.endLinksOf(account.id, 'recovery');
    await work.identity.saveLink({
      hash: hashSecret(secret),
      purpose: 'recovery',
      accountId: account.id,
      expiresAt: now + RECOVERY_LINK_MS,
      details: { address },
    });
    const data = { purpose: 'recovery', accountId: account.id } as const;
    work.journal.record({ kind: 'link-issued', actor: 'nobody', at: now, data });
    const letter = layOutRecovery(deps, account, secret);
    return postLetter(work, deps.random, { account, about: 'recovery', letter, actor: 'nobody', at: now });
  });
}

/** By name or, where something with an @ was typed, by a verified address. */
async function findRecoverable(deps: RecoveryDeps, typed: string): Promise<Account | undefined> {
  const accounts = typed.includes('@')
    ? await deps.identity.accountsWithEmail(typed)
    : [await deps.identity.findAccountByName(canonicalAccountName(typed))];
  return accounts.find((account) => account !== undefined && recoverableAddress(account) !== undefined);
}

/** Only where a password was chosen: who comes by a provider of identities is recovered there. */
function recoverableAddress(account: Account): string | undefined {
  return isEnabled(account) && account.passwordHash !== undefined ? noticeAddress(account) : undefined;
}

function layOutRecovery({ letterHead }: RecoveryDeps, account: Account, secret: string) {
  return layOutLetter(letterHead, account, {
    subject: 'Choose a new password',
    paragraphs: [
      `Somebody who may be you asked for a new password for the account ${account.name}. To choose one, open this link within an hour; your other sessions end then:`,
      `${letterHead.publicUrl}/setup#${secret}`,
      'A second factor stays as it is, and is asked for as always. If it is lost, too, use a recovery code, or speak to an administrator in person.',
      'If you did not ask for this, do nothing. What recovers an account, and what does not:',
      `${letterHead.publicUrl}/recovery`,
    ],
  });
}
