// Speaks OpenID Connect with the providers of the configuration: the authorization code flow with PKCE, by the library.

import type { Configuration } from 'openid-client';

import { type Clock, HOUR_MS, type Instant } from '../../kernel/clock.ts';
import { GatehouseError, isGatehouseError, messageOf } from '../../kernel/errors.ts';
import { createFetchFunction } from '../fetch-function.ts';
import type { Fetcher } from '../fetcher.ts';
import type { OpenIdProvider } from './discover-provider.ts';

/** What is asked of a provider. */
export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Whether the person must prove themself now. */
  readonly isFresh: boolean;
}

/** What came back, and what it is held against. */
export interface AuthorizationAnswer extends Omit<AuthorizationRequest, 'isFresh'> {
  readonly query: string;
}

export type IdTokenClaims = Readonly<Record<string, unknown>> & { readonly sub: string };

export interface OpenIdClient {
  authorizationUrl(provider: string, request: AuthorizationRequest): Promise<string>;
  redeem(provider: string, answer: AuthorizationAnswer): Promise<IdTokenClaims>;
}

export interface OpenIdClientDeps {
  readonly fetcher: Pick<Fetcher, 'get' | 'post'>;
  readonly clock: Clock;
}

/** Discovery documents, key sets and token answers are small. */
const MAX_ANSWER_BYTES = 512 * 1024;
/** A description is asked for again after this long; keys by the library: after 5 minutes, an unknown one at most each minute. */
const DISCOVERY_MS = HOUR_MS;

interface Discovered {
  readonly configuration: Configuration;
  readonly at: Instant;
}

/** Loads the library, and asks a provider for its description, when somebody first goes there. */
export function createOpenIdClient(
  { fetcher, clock }: OpenIdClientDeps,
  providers: readonly OpenIdProvider[],
): OpenIdClient {
  const discovered = new Map<string, Discovered>();
  const fetch = createFetchFunction(fetcher, { maxBytes: MAX_ANSWER_BYTES });
  const configurationOf = async (name: string): Promise<Configuration> => {
    const known = discovered.get(name);
    const now = clock.now();
    if (known !== undefined && now - known.at < DISCOVERY_MS) return known.configuration;
    const provider = providers.find((one) => one.name === name);
    if (provider === undefined) throw new RangeError(`Cannot find the provider ${name}`);
    const { discoverProvider } = await import('./discover-provider.ts');
    const configuration = await discoverProvider(provider, fetch);
    discovered.set(name, { configuration, at: now });
    return configuration;
  };
  return {
    async authorizationUrl(name, { redirectUri, state, nonce, codeVerifier, isFresh }) {
      const configuration = await configurationOf(name);
      const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await import('openid-client');
      const scopes = providers.find((one) => one.name === name)?.scopes ?? [];
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: [...new Set(['openid', ...scopes])].join(' '),
        code_challenge: await calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        state,
        nonce,
        ...(isFresh ? { prompt: 'login', max_age: '0' } : {}),
      });
      return url.href;
    },
    redeem: async (name, answer) => redeem(await configurationOf(name), answer),
  };
}

async function redeem(configuration: Configuration, answer: AuthorizationAnswer): Promise<IdTokenClaims> {
  const library = await import('openid-client');
  const url = new URL(answer.redirectUri);
  url.search = answer.query;
  try {
    const tokens = await library.authorizationCodeGrant(configuration, url, {
      expectedState: answer.state,
      expectedNonce: answer.nonce,
      pkceCodeVerifier: answer.codeVerifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined) throw unproven('it gave no ID token');
    return claims;
  } catch (error) {
    const own = findOwn(error);
    if (own !== undefined) throw own;
    if (error instanceof library.AuthorizationResponseError) throw refused(error.error, error);
    if (error instanceof library.ResponseBodyError)
      throw unproven(`it answered ${plain(error.error)}`, error);
    throw unproven(plain(messageOf(error)), error);
  }
}

/** What the door said, through the library's own errors. */
function findOwn(error: unknown): GatehouseError | undefined {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth += 1) {
    if (isGatehouseError(one)) return one;
  }
  return undefined;
}

function refused(code: string, cause: unknown): GatehouseError {
  return new GatehouseError('not-signed-in', `Cannot sign in by the provider: it said ${plain(code)}`, {
    facts: { why: 'refused' },
    cause,
  });
}

function unproven(found: string, cause?: unknown): GatehouseError {
  return new GatehouseError(
    'not-signed-in',
    `Cannot sign in by the provider: what it gave does not prove who you are (${found})`,
    { facts: { why: 'unproven' }, cause },
  );
}

/** Words from outside, fit for a message. */
function plain(text: string): string {
  return text.replace(/[^\w .,:;'"()-]/g, ' ').slice(0, 200);
}
