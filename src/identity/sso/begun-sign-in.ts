// A sign-in that was begun: known by its state, which works once, and bound to the browser that began it.

import { type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';

import type { IdentityStore, OneTimeLink } from '../ports.ts';
import { hashSecret, isSecret } from '../secret.ts';

/** How long a person may take at the provider. */
export const BEGUN_MS = 10 * MINUTE_MS;

/** What was begun. */
export interface BegunSignIn {
  readonly provider: string;
  /** Hash of the browser's secret. */
  readonly browserHash: string;
  /** Where to go afterwards; checked by the page, which knows its addresses. */
  readonly to: string;
  /** The account to link, for a person who was signed in; absent: to sign in. */
  readonly accountId?: string;
}

/** What is derived from the browser's secret, so that the store holds nothing that could finish a sign-in. */
export interface BrowserSecrets {
  readonly hash: string;
  readonly nonce: string;
  /** RFC 7636: 64 characters. */
  readonly codeVerifier: string;
}

export function deriveSecrets(browserSecret: string): BrowserSecrets {
  return {
    hash: hashSecret(`sso browser ${browserSecret}`),
    nonce: hashSecret(`sso nonce ${browserSecret}`),
    codeVerifier: hashSecret(`sso verifier ${browserSecret}`),
  };
}

/** The link that stands for it until it comes back. */
export function begunLink(state: string, begun: BegunSignIn, now: Instant): OneTimeLink {
  const { provider, browserHash, to, accountId } = begun;
  return {
    hash: hashSecret(state),
    purpose: 'sso-sign-in',
    expiresAt: now + BEGUN_MS,
    ...given('accountId', accountId),
    details: { provider, browserHash, to },
  };
}

/**
 * Ends what was begun and answers it; undefined when `state` stands for nothing that this browser began with this provider.
 * Only the right browser ends it: a state that leaked stops nobody.
 */
export async function takeBegun(
  store: Pick<IdentityStore, 'findLink' | 'takeLink'>,
  state: string,
  expected: { readonly provider: string; readonly browserHash: string; readonly now: Instant },
): Promise<BegunSignIn | undefined> {
  if (!isSecret(state)) return undefined;
  const link = await store.findLink(hashSecret(state));
  const begun = link === undefined ? undefined : readBegun(link, expected.now);
  if (begun?.provider !== expected.provider || begun.browserHash !== expected.browserHash) return undefined;
  return (await store.takeLink(hashSecret(state))) === undefined ? undefined : begun;
}

function readBegun(link: OneTimeLink, now: Instant): BegunSignIn | undefined {
  if (link.purpose !== 'sso-sign-in' || now >= link.expiresAt) return undefined;
  const { provider, browserHash, to } = link.details ?? {};
  if (typeof provider !== 'string' || typeof browserHash !== 'string' || typeof to !== 'string')
    return undefined;
  return { provider, browserHash, to, ...given('accountId', link.accountId) };
}
