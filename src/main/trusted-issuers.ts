// Whose identity tokens are believed: the public providers, and what the configuration says in their place or beside them.

import { z } from 'zod';

import {
  PROVIDERS,
  type Issuer,
  type ProviderKind,
} from '../identity/trusted-publishing/trusted-publishing-ports.ts';
import { given } from '../kernel/given.ts';

type PublicProvider = Exclude<ProviderKind, 'custom'>;

/** Their addresses, as their tokens say. */
export const PUBLIC_ISSUERS: Readonly<Record<PublicProvider, string>> = {
  github: 'https://token.actions.githubusercontent.com',
  gitlab: 'https://gitlab.com',
  google: 'https://accounts.google.com',
  activestate: 'https://platform.activestate.com/api/v1/oauth/oidc',
  circleci: 'https://oidc.circleci.com/org',
};

const PUBLIC_PROVIDERS = Object.keys(PUBLIC_ISSUERS) as readonly PublicProvider[];
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384'] as const;

/** The shape of one of `trusted_publishing.issuers`; `url` as the document has it. */
export function trustedIssuerSchema(url: z.ZodString) {
  return z
    .strictObject({
      name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and dashes'),
      provider: z.enum(PROVIDERS),
      /** Compared with what its tokens say letter by letter. */
      url,
      algorithms: z.array(z.enum(ALGORITHMS)).min(1).default(['RS256']),
      /** Of a custom one: what its tokens are for, in place of this server's own audience. */
      audience: z.string().min(1).max(500).optional(),
      /** Of a custom one: what each of its tokens must say, with exactly these values. */
      claims: z.record(z.string().min(1).max(100), z.string().max(500)).default({}),
    })
    .superRefine((issuer, context) => {
      const message = faultOfIssuer(issuer);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    });
}

export type TrustedIssuerConfig = z.infer<ReturnType<typeof trustedIssuerSchema>>;

export const publicProviders = z.array(z.enum(PUBLIC_PROVIDERS)).default([...PUBLIC_PROVIDERS]);

/** What no schema of one field shows. */
function faultOfIssuer({
  name,
  provider,
  url,
  audience,
  claims,
}: Pick<Issuer, 'name' | 'provider' | 'url' | 'claims'> & {
  readonly audience?: string | undefined;
}): string | undefined {
  if (isPublicName(name) && name !== provider) return `expected provider ${name}, whose name it has`;
  if (provider !== 'custom') {
    return audience === undefined && Object.keys(claims).length === 0
      ? undefined
      : 'expected audience and claims of a custom provider alone';
  }
  const host = URL.parse(url)?.host;
  const canonical = PUBLIC_PROVIDERS.find((one) => new URL(PUBLIC_ISSUERS[one]).host === host);
  return canonical === undefined
    ? undefined
    : `found the address of ${canonical}, expected another for a custom one`;
}

/** The issuers in force. */
export function issuersOf(config: {
  readonly providers: readonly PublicProvider[];
  readonly issuers: readonly TrustedIssuerConfig[];
}): readonly Issuer[] {
  const named = new Set(config.issuers.map(({ name }) => name));
  const open = config.providers
    .filter((provider) => !named.has(provider))
    .map((provider): Issuer => ({
      name: provider,
      provider,
      url: PUBLIC_ISSUERS[provider],
      algorithms: ['RS256'],
      claims: {},
      isOwn: false,
    }));
  const own = config.issuers.map(({ audience, ...issuer }): Issuer => ({
    ...issuer,
    ...given('audience', audience),
    isOwn: issuer.provider === 'custom' || issuer.url !== PUBLIC_ISSUERS[issuer.provider],
  }));
  return [...open, ...own];
}

function isPublicName(name: string): name is PublicProvider {
  return Object.hasOwn(PUBLIC_ISSUERS, name);
}
