// Writes a letter to an account, in the unit of work that it tells of.

import type { Instant } from '../../kernel/clock.ts';

import { given } from '../../kernel/given.ts';

import type { Account } from '../ports.ts';
import { mintId, type RandomBytes } from '../secret.ts';
import type { IdentityWork } from '../unit.ts';
import type { LetterText } from './letter-text.ts';

export interface LetterWish {
  readonly account: Account;
  /** What it is about, for the journal: `verify-email`, `password-set`. */
  readonly about: string;
  readonly letter: LetterText;
  readonly actor: string;
  readonly at: Instant;
  /** Where it goes when that is not where the account's notices go: an address that is to be verified. */
  readonly to?: string;
}

/** Whether the letter has somewhere to go; it leaves once the unit of work is committed. */
export async function postLetter(
  work: Pick<IdentityWork, 'outbox' | 'journal'>,
  random: RandomBytes,
  { account, about, letter, actor, at, to = noticeAddress(account) }: LetterWish,
): Promise<boolean> {
  if (to === undefined) return false;
  await postLetterTo(work, random, { to, accountId: account.id, about, letter, actor, at });
  return true;
}

/** Writes a letter to whoever reads `to`, who may have no account. */
export async function postLetterTo(
  work: Pick<IdentityWork, 'outbox' | 'journal'>,
  random: RandomBytes,
  wish: Omit<LetterWish, 'account' | 'to'> & { readonly to: string; readonly accountId?: string },
): Promise<void> {
  const { to, accountId, about, letter, actor, at } = wish;
  const id = mintId(random);
  await work.outbox.post({ id, to, ...letter, postedAt: at });
  const data = { letterId: id, about, ...given('accountId', accountId) };
  work.journal.record({ kind: 'letter-posted', actor, at, data });
}

/** Where notices to an account go: an address that its person has shown to read, and whose domain is still theirs. */
export function noticeAddress({ email }: Account): string | undefined {
  return email?.verifiedAt === undefined || email.lapsedAt !== undefined ? undefined : email.address;
}
