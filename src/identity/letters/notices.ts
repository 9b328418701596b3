// Notices of critical changes to an account: whoever did it, the person whose account it is hears of it.

import type { Instant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';

import type { Account } from '../ports.ts';
import type { IdentityDeps, IdentityWork } from '../unit.ts';
import { layOutLetter } from './letter-text.ts';
import { nameActor } from './name-actor.ts';
import { postLetter } from './post-letter.ts';

/** What an account is told of, each with its subject and what happened. */
const NOTICES = {
  'password-set': {
    subject: 'Your password was changed',
    happened: 'A new password was chosen for your account. Its other sessions have ended.',
  },
  'email-changed': {
    subject: 'Your address was changed',
    happened: 'Letters about your account go to another address from now on, and it recovers the account.',
  },
  'factor-enrolled': {
    subject: 'A second factor was added to your account',
    happened: 'A second factor was enrolled: whoever holds it, and knows your password, can sign in as you.',
  },
  'factor-removed': {
    subject: 'A second factor was removed from your account',
    happened: 'A second factor was removed from your account, and your other sessions have ended.',
  },
  'recovery-codes-made': {
    subject: 'New recovery codes were made for your account',
    happened: 'A new set of recovery codes was made. Those of before do nothing any more.',
  },
  'recovery-code-used': {
    subject: 'A recovery code of your account was used',
    happened: 'A recovery code stood in for your second factor.',
  },
  'passkey-copied': {
    subject: 'A passkey of your account may have been copied',
    happened:
      'A passkey answered with a count that it had used before, as a copy of it would; it was refused. Remove that passkey, and enrol another.',
  },
  'role-changed': { subject: 'Your role was changed', happened: 'Your account has another role.' },
  'account-disabled': {
    subject: 'Your account was disabled',
    happened: 'Your account was disabled: its sessions have ended, and its tokens do nothing any more.',
  },
  'account-exported': {
    subject: 'What is kept about you was exported',
    happened: 'All that is kept here about your account was saved to a file.',
  },
  'token-minted': {
    subject: 'A token was made for your account',
    happened: 'A token was made that acts for your account.',
  },
  'password-leaked': {
    subject: 'Choose another password',
    happened:
      'You signed in with a password that is known from leaks of other places: attackers try those first. Until you chose another one on your account, you can do nothing else there.',
  },
  'token-leaked': {
    subject: 'A token of yours leaked, and was ended',
    happened:
      'Somebody found a token of your account where it should not be, and reported it: it does nothing any more.',
  },
  'token-elsewhere': {
    subject: 'A token of yours was used from another network',
    happened:
      'A token of your account was presented from outside the networks that it is bound to, and refused. Perhaps it was stolen: revoke it, and make another, if that was not you.',
  },
  'token-revoked': {
    subject: 'A token of yours was revoked',
    happened: 'A token of your account was revoked: it does nothing any more.',
  },
  'sso-linked': {
    subject: 'A sign-in provider was linked to your account',
    happened: 'Your account can be signed in to by a provider.',
  },
  'sso-unlinked': {
    subject: 'A sign-in provider was unlinked from your account',
    happened: 'Your account can no longer be signed in to by a provider.',
  },
} as const;

export type NoticeKind = keyof typeof NOTICES;

export interface NoticeWish {
  readonly account: Account;
  readonly about: NoticeKind;
  readonly actor: string;
  readonly at: Instant;
  /** Further sentences, such as what it is now. */
  readonly more?: readonly string[];
  /** Where it goes when that is not where the account's notices go: an address that was the account's before. */
  readonly to?: string;
}

/** Tells the account's person, where a verified address is known. */
export async function postNotice(
  deps: Pick<IdentityDeps, 'random' | 'letterHead'>,
  work: Pick<IdentityWork, 'outbox' | 'journal'>,
  { account, about, actor, at, more = [], to }: NoticeWish,
): Promise<void> {
  const { subject, happened } = NOTICES[about];
  const by =
    actor === `account:${account.name}`
      ? 'It was done by you, or by somebody in your name.'
      : `By ${nameActor(actor)}.`;
  const paragraphs = [
    [happened, ...more].join(' '),
    `${by} If this should not have happened, speak to an administrator of this server at once, and sign in to look at your account:`,
    `${deps.letterHead.publicUrl}/account`,
  ];
  await postLetter(work, deps.random, {
    account,
    about,
    letter: layOutLetter(deps.letterHead, account, { subject, paragraphs }),
    actor,
    at,
    ...given('to', to),
  });
}
