// Challenges of passkeys: random, for one use, bound to what they were made for, and gone when they were answered.

import { MINUTE_MS, type Instant } from '../../kernel/clock.ts';

import type { OneTimeLink } from '../ports.ts';
import { hashSecret, isSecret, mintSecret, type RandomBytes } from '../secret.ts';
import type { IdentityWork } from '../unit.ts';

/** As long as a person may take to find the key. */
export const CHALLENGE_MS = 5 * MINUTE_MS;

/** What an answer to a challenge does. An answer for one of them does nothing else. */
export type ChallengeUse = 'enrol' | 'sign-in' | 'second-factor' | 'confirm';

export interface ChallengeAbout {
  readonly use: ChallengeUse;
  /** Absent for a sign-in without a password: who it is, the answer says. */
  readonly accountId?: string;
}

const MAX_CLIENT_DATA_LENGTH = 8_192;

/** A new challenge, 32 bytes in base64url. */
export async function mintChallenge(
  work: Pick<IdentityWork, 'identity'>,
  random: RandomBytes,
  { use, accountId, now }: ChallengeAbout & { readonly now: Instant },
): Promise<string> {
  const challenge = mintSecret(random);
  await work.identity.forgetLinksOverBefore(now);
  await work.identity.saveLink({
    hash: hashSecret(challenge),
    purpose: 'passkey-challenge',
    ...(accountId === undefined ? {} : { accountId }),
    expiresAt: now + CHALLENGE_MS,
    details: { use },
  });
  return challenge;
}

/** The challenge that `clientDataJSON` answers, taken; undefined for one that was not made for this, is used or over. */
export async function takeChallenge(
  work: Pick<IdentityWork, 'identity'>,
  clientDataJSON: string,
  { use, accountId, now }: ChallengeAbout & { readonly now: Instant },
): Promise<string | undefined> {
  const challenge = readChallenge(clientDataJSON);
  if (challenge === undefined) return undefined;
  const link = await work.identity.takeLink(hashSecret(challenge));
  if (link === undefined || now >= link.expiresAt) return undefined;
  return isFor(link, use, accountId) ? challenge : undefined;
}

function isFor(link: OneTimeLink, use: ChallengeUse, accountId: string | undefined): boolean {
  return (
    link.purpose === 'passkey-challenge' && link.details?.['use'] === use && link.accountId === accountId
  );
}

/** What the browser says it answered: to find the challenge by, proven afterwards by the signature over it. */
function readChallenge(clientDataJSON: string): string | undefined {
  if (clientDataJSON.length > MAX_CLIENT_DATA_LENGTH) return undefined;
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'));
    const challenge = (data as { readonly challenge?: unknown } | null)?.challenge;
    return typeof challenge === 'string' && isSecret(challenge) ? challenge : undefined;
  } catch {
    // No JSON: nothing was answered.
    return undefined;
  }
}
