// A person goes to a provider, to sign in or to have it linked to their account.

import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';

import { mintSecret } from '../secret.ts';
import { begunLink, deriveSecrets } from './begun-sign-in.ts';
import type { SsoDeps, SsoProvider } from './sso-ports.ts';

export interface StartSsoRequest {
  readonly provider: string;
  /** Where to go afterwards, on this server. */
  readonly to: string;
  /** Whether the provider is to ask for the person again: to confirm, for instance. */
  readonly isFresh: boolean;
  /** The account that the provider is to be linked to; absent: to sign in. */
  readonly accountId?: string;
  /** Normalized address of the client. */
  readonly address: string;
}

export interface StartedSso {
  /** Where the browser goes. */
  readonly url: string;
  /** What the browser keeps, and brings back. */
  readonly browserSecret: string;
}

const MAX_TO_LENGTH = 2_000;

/** Throws `not-found` for a provider that there is not, `too-many-requests`, and what asking the provider throws. */
export async function startSso(deps: SsoDeps, request: StartSsoRequest): Promise<StartedSso> {
  const provider = findProvider(deps, request.provider);
  deps.ssoLimit.admit(attemptOf(request.address));
  const state = mintSecret(deps.random);
  const browserSecret = mintSecret(deps.random);
  const secrets = deriveSecrets(browserSecret);
  const url = await deps.client.authorizationUrl(provider.name, {
    redirectUri: redirectUriOf(deps, provider),
    state,
    nonce: secrets.nonce,
    codeVerifier: secrets.codeVerifier,
    isFresh: request.isFresh,
  });
  const begun = {
    provider: provider.name,
    browserHash: secrets.hash,
    to: request.to.length > MAX_TO_LENGTH ? '/' : request.to,
    ...given('accountId', request.accountId),
  };
  await deps.unit.transact(async ({ identity, sso }) => {
    const now = deps.clock.now();
    await sso.forgetBegun(now);
    await identity.saveLink(begunLink(state, begun, now));
  });
  return { url, browserSecret };
}

/** The provider of this name. Throws `not-found`. */
export function findProvider({ providers }: Pick<SsoDeps, 'providers'>, name: string): SsoProvider {
  const provider = providers.find((one) => one.name === name);
  if (provider !== undefined) return provider;
  throw new GatehouseError('not-found', 'Cannot sign in: there is no such provider here');
}

/** Each provider has an address of its own to come back to: what one answers is never taken for another's (RFC 9700, 4.4). */
export function redirectUriOf({ publicUrl }: Pick<SsoDeps, 'publicUrl'>, { name }: SsoProvider): string {
  return `${publicUrl}/sso/${name}`;
}

/** Nothing is guessed at here but secrets of 256 bits; what is counted is work, by address. */
export function attemptOf(address: string) {
  return { account: `sso from ${address}`, address };
}
