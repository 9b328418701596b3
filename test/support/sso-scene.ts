// A gate with an OpenID provider, for tests of signing in by one.

import type { TestContext } from 'node:test';

import type { Answer } from './ask.ts';
import { startGate, type Gate } from './gate.ts';
import { startOpenIdProvider, type TestOpenIdProvider } from './openid-provider.ts';

export interface SsoScene {
  readonly gate: Gate;
  readonly provider: TestOpenIdProvider;
}

/** What a person's claims are, unless the test says otherwise. */
export const ADA = { preferred_username: 'ada', email: 'ada@example.com', email_verified: true } as const;

/** The provider as the configuration has it. */
export function providerSettings(name: string, provider: TestOpenIdProvider, settings: object = {}): object {
  return {
    name,
    label: name.charAt(0).toUpperCase() + name.slice(1),
    issuer: provider.issuer,
    client_id: provider.clientId,
    client_secret: provider.clientSecret,
    creates_accounts: true,
    ...settings,
  };
}

/** A gate that lets people in by a provider called `acme`; `more`: further providers; `config`: further settings. */
export async function openSsoScene(
  t: Pick<TestContext, 'after'>,
  settings: object = {},
  more: readonly object[] = [],
  config: object = {},
): Promise<SsoScene> {
  const provider = await startOpenIdProvider(t);
  const providers = [providerSettings('acme', provider, settings), ...more];
  return { provider, gate: await startGate(t, { config: { ...config, sso: { providers } } }) };
}

/** What a refusal says. */
export function detailOf(answer: Answer): string {
  return (JSON.parse(answer.text) as { readonly detail: string }).detail;
}
