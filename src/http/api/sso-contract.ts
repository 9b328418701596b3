// The public JSON API: signing in by OpenID providers.

import { z } from 'zod';

import { time } from './contract.ts';

export const ssoProviderItem = z.object({ name: z.string(), label: z.string() });
/** `GET /api/v1/sso` */
export const ssoProviderList = z.object({ items: z.array(ssoProviderItem) });

/** `POST /api/v1/sso/:name/start`, `POST /api/v1/sso/:name/link` (needs confirmation) */
export const ssoStartRequest = z.strictObject({
  /** Where to go afterwards, on this server: `/packages`. */
  to: z.string().default('/'),
  /** Whether the provider is to ask for the person again, whatever it remembers. */
  isFresh: z.boolean().default(false),
});
/** Where the browser goes now. It keeps a cookie for coming back. */
export const startedSso = z.object({ url: z.string() });

/** `POST /api/v1/sso/:name/finish`: by the page that the provider sent the browser back to. */
export const ssoFinishRequest = z.strictObject({
  /** The query of that page's address: code, state and the like, or an error. */
  query: z.string().max(8_192),
});
/** The session comes as a cookie. */
export const finishedSso = z.object({ isLinked: z.boolean(), to: z.string() });

export const ssoIdentityItem = z.object({
  id: z.string(),
  issuer: z.string(),
  subject: z.string(),
  /** Absent where the provider is configured no more. */
  provider: ssoProviderItem.optional(),
  linkedAt: time,
  usedAt: time.optional(),
});
/** `GET /api/v1/sso/identities`; `DELETE /api/v1/sso/identities/:id` (needs confirmation) */
export const ssoIdentityList = z.object({ items: z.array(ssoIdentityItem) });

export type SsoProviderItem = z.infer<typeof ssoProviderItem>;
export type SsoIdentityItem = z.infer<typeof ssoIdentityItem>;
