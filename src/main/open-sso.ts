// Puts signing in by OpenID providers together, as they are configured.

import { createAttemptLimit } from '../identity/sessions/attempt-limit.ts';
import { toClaimRule, type ClaimRule } from '../identity/sso/claim-rule.ts';
import type { SsoDeps, SsoProvider } from '../identity/sso/sso-ports.ts';
import type { IdentityDeps } from '../identity/unit.ts';
import { given } from '../kernel/given.ts';
import { createOpenIdClient } from '../outbound/openid/openid-client.ts';
import type { SsoProviderConfig } from './config-schema.ts';
import type { HouseOptions } from './house-options.ts';
import type { OpenStorage } from './open-storage.ts';
import type { Outside } from './open-outside.ts';

/** One address may stand for a whole office that begins at nine. */
const BEGUN_PER_ADDRESS = 200;

export function openSso(
  { config, publicUrl }: Pick<HouseOptions, 'config' | 'publicUrl'>,
  storage: OpenStorage,
  { fetcher }: Pick<Outside, 'fetcher'>,
  { clock, random, letterHead }: Pick<IdentityDeps, 'clock' | 'random' | 'letterHead'>,
): SsoDeps {
  const { providers } = config.sso;
  return {
    clock,
    random,
    letterHead,
    publicUrl,
    signUp: config.accounts.sign_up,
    unit: storage.work,
    sso: storage.stores.sso,
    providers: providers.map((provider) => ({
      ...toProvider(provider),
      // Where people come by single sign-on alone, there is no other way to an account.
      createsAccounts: provider.creates_accounts || config.accounts.sign_up === 'sso',
    })),
    client: createOpenIdClient(
      { fetcher, clock },
      providers.map(({ name, issuer, client_id: clientId, client_secret: clientSecret, scopes }) => ({
        name,
        issuer,
        clientId,
        clientSecret,
        scopes,
      })),
    ),
    ssoLimit: createAttemptLimit(
      { clock },
      { freePerAccount: BEGUN_PER_ADDRESS, freePerAddress: BEGUN_PER_ADDRESS },
    ),
  };
}

function toProvider(provider: SsoProviderConfig): Omit<SsoProvider, 'createsAccounts'> {
  const { name, label, issuer, roles } = provider;
  return {
    name,
    label,
    issuer,
    nameClaim: provider.name_claim,
    emailDomains: provider.email_domains,
    groupsClaim: provider.groups_claim,
    ...given('roles', roles as SsoProvider['roles']),
    twoFactorClaims: rulesOf(provider.two_factor_claims),
    passkeyClaims: rulesOf(provider.passkey_claims),
  };
}

/** What the schema let through is a rule. */
function rulesOf(texts: readonly string[]): readonly ClaimRule[] {
  return texts.map((text) => toClaimRule(text) ?? []).filter((rule) => rule.length > 0);
}
