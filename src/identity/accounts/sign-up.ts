// Somebody makes an account for themself, where that is open. It exists once its address is verified, and not before.

import { HOUR_MS, type Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';

import { layOutLetter } from '../letters/letter-text.ts';
import { postLetterTo } from '../letters/post-letter.ts';
import type { Account, OneTimeLink } from '../ports.ts';
import { hashSecret, mintId, mintSecret } from '../secret.ts';
import { checkNewPassword, type PasswordHasher } from '../sessions/password.ts';
import type { IdentityDeps, IdentityWork } from '../unit.ts';
import { parseAccountName } from './account-name.ts';
import { parseEmailAddress } from './email-address.ts';
import type { LetterLimits } from './letter-limits.ts';
import type { SignUpWay } from './sign-up-ways.ts';
import { isTakenAddress } from './verified-address.ts';

/** How long the link of a sign-up works, and what was typed is kept. */
export const SIGN_UP_LINK_MS = 24 * HOUR_MS;

export interface SignUpDeps extends IdentityDeps {
  readonly passwords: PasswordHasher;
  readonly letterLimits: LetterLimits;
  readonly signUp: SignUpWay;
}

export interface SignUpRequest {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  /** Of the client. */
  readonly address: string;
}

/**
 * Sends a letter to the address: with a link that makes the account, or, where the address is an account's already, with
 * word of that. Nothing tells which. Throws `not-allowed` where sign-up is not open, `invalid-request`, `conflict` for a name
 * that is taken, `too-many-requests`.
 */
export async function signUp(deps: SignUpDeps, request: SignUpRequest): Promise<void> {
  if (deps.signUp !== 'open') throw closedSignUp(deps.signUp);
  const name = parseAccountName(request.name);
  const email = parseEmailAddress(request.email);
  checkNewPassword(request.password, name);
  deps.letterLimits.admit({ email, address: request.address });
  // Whatever comes of it, so that the time tells nothing; and before the unit of work, which must not wait for it.
  const passwordHash = await deps.passwords.hash(request.password);
  const secret = mintSecret(deps.random);
  await deps.unit.transact(async (work) => {
    const now = deps.clock.now();
    if ((await work.identity.findAccountByName(name)) !== undefined) throw takenName(name);
    await work.identity.forgetLinksOverBefore(now);
    const known = await isTakenAddress(work, email);
    if (!known) await saveSignUp(work, { hash: hashSecret(secret), name, email, passwordHash, now });
    const letter = known ? layOutKnown(deps, name) : layOutSignUp(deps, name, secret);
    const about = known ? 'sign-up-again' : 'sign-up';
    await postLetterTo(work, deps.random, { to: email, about, letter, actor: 'nobody', at: now });
  });
}

async function saveSignUp(
  work: IdentityWork,
  { hash, now, ...details }: { readonly hash: string; readonly now: Instant } & SignUpDetails,
): Promise<void> {
  await work.identity.saveLink({ hash, purpose: 'sign-up', expiresAt: now + SIGN_UP_LINK_MS, details });
  work.journal.record({ kind: 'link-issued', actor: 'nobody', at: now, data: { purpose: 'sign-up' } });
}

interface SignUpDetails {
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
}

/** What `saveSignUp` kept, proven again: rows may be damaged. */
function detailsOf({ details = {} }: OneTimeLink): SignUpDetails {
  const { name, email, passwordHash } = details;
  if (typeof name === 'string' && typeof email === 'string' && typeof passwordHash === 'string') {
    return { name: parseAccountName(name), email: parseEmailAddress(email), passwordHash };
  }
  throw new GatehouseError('storage-failed', 'Cannot create account: the link does not say for whom');
}

/** Makes the account that a link was given out for. Throws `conflict` for a name or an address that was taken meanwhile. */
export async function completeSignUp(
  deps: IdentityDeps,
  work: IdentityWork,
  link: OneTimeLink,
): Promise<Account> {
  const { name, email: address, passwordHash } = detailsOf(link);
  if ((await work.identity.findAccountByName(name)) !== undefined) throw takenName(name);
  if (await isTakenAddress(work, address)) {
    throw new GatehouseError(
      'conflict',
      'Cannot create account: the address is an account’s already; sign in',
      {
        facts: { field: 'email' },
      },
    );
  }
  const now = deps.clock.now();
  const account: Account = {
    id: mintId(deps.random),
    name,
    role: 'reader',
    passwordHash,
    createdAt: now,
    email: { address, verifiedAt: now, checkedAt: now },
  };
  await work.identity.saveAccount(account);
  const actor = `account:${name}`;
  const data = { accountId: account.id, name, role: account.role };
  work.journal.record({ kind: 'account-created', actor, at: now, data });
  work.journal.record({ kind: 'email-verified', actor, at: now, data: { accountId: account.id } });
  return account;
}

function layOutSignUp({ letterHead }: SignUpDeps, name: string, secret: string) {
  return layOutLetter(
    letterHead,
    { name },
    {
      subject: 'Finish your sign-up',
      paragraphs: [
        `An account ${name} was asked for with this address. To make it, open this link within 24 hours:`,
        `${letterHead.publicUrl}/verify#${secret}`,
        'If you did not ask for this, do nothing: without the link there is no account, and what was typed is forgotten.',
      ],
    },
  );
}

function layOutKnown({ letterHead }: SignUpDeps, name: string) {
  return layOutLetter(
    letterHead,
    { name },
    {
      subject: 'You have an account here already',
      paragraphs: [
        `Somebody who may be you asked for an account ${name} with this address, which is an account’s already. Nothing was made. Sign in with the name that you have, or recover it with this address:`,
        `${letterHead.publicUrl}/recovery`,
      ],
    },
  );
}

function takenName(name: string): GatehouseError {
  return new GatehouseError('conflict', `Cannot create account: the name ${name} is taken`, {
    facts: { field: 'name' },
  });
}

function closedSignUp(way: SignUpWay): GatehouseError {
  const how = way === 'sso' ? 'accounts come by single sign-on' : 'an administrator adds people';
  return new GatehouseError('not-allowed', `Cannot sign up: that is not open here, ${how}`);
}
