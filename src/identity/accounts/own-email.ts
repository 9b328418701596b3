// A signed-in person gives an address for letters; it is theirs once they followed the link that goes there.

import { HOUR_MS } from '../../kernel/clock.ts';

import { requireAccess } from '../access.ts';
import { layOutLetter } from '../letters/letter-text.ts';
import { postLetter } from '../letters/post-letter.ts';
import type { Account } from '../ports.ts';
import { actorOf, isEnabled, type Principal } from '../principal.ts';
import { requirePerson } from '../require-person.ts';
import { hashSecret, mintSecret } from '../secret.ts';
import type { IdentityDeps } from '../unit.ts';
import { parseEmailAddress } from './email-address.ts';
import type { LetterLimits } from './letter-limits.ts';
import { noSuchAccount } from './own-account.ts';

/** How long a link that verifies an address works. */
export const VERIFY_LINK_MS = 24 * HOUR_MS;

export interface OwnEmailDeps extends IdentityDeps {
  readonly letterLimits: LetterLimits;
}

/**
 * Sends a letter with a link to `email`; links of before do nothing any more. Says nothing about whose the address is.
 * Throws `invalid-request`, `too-many-requests`, access errors (`manage-own-account`).
 */
export async function askForEmail(
  deps: OwnEmailDeps,
  principal: Principal,
  request: { readonly email: string; readonly address: string },
): Promise<void> {
  const now = deps.clock.now();
  requireAccess(principal, 'manage-own-account', { now });
  const { accountId } = requirePerson(principal, 'give an address');
  const email = parseEmailAddress(request.email);
  deps.letterLimits.admit({ email, address: request.address });
  const secret = mintSecret(deps.random);
  const actor = actorOf(principal);
  await deps.unit.transact(async (work) => {
    const account = await work.identity.findAccount(accountId);
    if (account === undefined || !isEnabled(account)) throw noSuchAccount();
    await work.identity.forgetLinksOverBefore(now);
    await work.identity.endLinksOf(account.id, 'verify-email');
    await work.identity.saveLink({
      hash: hashSecret(secret),
      purpose: 'verify-email',
      accountId: account.id,
      expiresAt: now + VERIFY_LINK_MS,
      details: { address: email },
    });
    const data = { purpose: 'verify-email', accountId: account.id } as const;
    work.journal.record({ kind: 'link-issued', actor, at: now, data });
    const letter = layOutVerification(deps, account, secret);
    await postLetter(work, deps.random, {
      account,
      about: 'verify-email',
      letter,
      actor,
      at: now,
      to: email,
    });
  });
}

function layOutVerification({ letterHead }: OwnEmailDeps, account: Account, secret: string) {
  return layOutLetter(letterHead, account, {
    subject: 'Verify your address',
    paragraphs: [
      `This address was given for the account ${account.name}. To make it the account’s, so that letters go here and it can be recovered from here, open this link within 24 hours:`,
      `${letterHead.publicUrl}/verify#${secret}`,
      'If you did not ask for this, do nothing: without the link nothing changes.',
    ],
  });
}
