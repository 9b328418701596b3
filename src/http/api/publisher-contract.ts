// The public JSON API: who publishes by the word of an identity provider, and the exchange of an identity for a token.

import { z } from 'zod';

import { VISIBILITIES } from '../../identity/organisations/organisation-ports.ts';
import { PROVIDERS, PUBLISHER_RIGHTS } from '../../identity/trusted-publishing/trusted-publishing-ports.ts';
import { ecosystem, time } from './contract.ts';

const packageName = z.string().min(1).max(600);

/** For those who list what may stand there. */
export const publisherRight = z.enum(PUBLISHER_RIGHTS);
export const provider = z.enum(PROVIDERS);

/** What a publisher's tokens must say; which settings there are depends on its provider (docs/trusted-publishing.md). */
const settings = z.record(z.string().max(100), z.json());

/** `GET /api/v1/trusted-publishing` */
export const trustedPublishing = z.object({
  /** What identity tokens must be for. */
  audience: z.string(),
  issuers: z.array(
    z.object({ name: z.string(), provider, url: z.string(), audience: z.string().optional() }),
  ),
});

export const publisherItem = z.object({
  id: z.string(),
  ecosystem,
  /** A package, or a namespace that ends in `*`. */
  pattern: z.string(),
  provider,
  /** As its tokens say it, letter by letter. */
  issuer: z.string(),
  settings,
  /** Ids that its tokens must have, from the start or since it was first used: `repository_id`. */
  pins: z.record(z.string(), z.string()),
  right: publisherRight,
  createdAt: time,
  createdBy: z.string(),
  lastUsedAt: time.optional(),
  /** Until when it waits for the package's first token; absent: the package is there. */
  pendingUntil: time.optional(),
});

/** `GET /api/v1/publishers` */
export const publisherQuery = z.object({ ecosystem, name: packageName });
export const publisherList = z.object({
  items: z.array(publisherItem),
  /** Whether none but these publish it. */
  isTrustedOnly: z.boolean(),
});

/** `POST /api/v1/publishers` (needs confirmation and a second factor) */
export const publisherRequest = z.strictObject({
  ecosystem,
  name: packageName,
  /** An issuer by its name: `github`. */
  issuer: z.string().min(1).max(100),
  settings,
  right: publisherRight.default('publish'),
  /** Where there is no such package yet: whose it becomes with the first token. */
  pending: z
    .strictObject({
      /** Absent: one's own. */
      organisation: z.string().min(1).max(200).optional(),
      visibility: z.enum(VISIBILITIES).default('private'),
    })
    .optional(),
});

/** `PUT /api/v1/publishers/only` (needs confirmation and a second factor) */
export const trustedOnlyRequest = z.strictObject({ ecosystem, name: packageName, isOnly: z.boolean() });

/** Longer ones are no identity tokens. */
const identityToken = z.string().min(1).max(20_000);

/** `POST /api/v1/trusted-publishing/exchange` */
export const exchangeRequest = z.strictObject({
  token: identityToken,
  ecosystem,
  /** For this package alone; absent: for all that the identity publishes in the ecosystem. */
  name: packageName.optional(),
});
export const exchangedToken = z.object({
  token: z.string(),
  expiresAt: time,
  /** `npm:@acme/tide` */
  packages: z.array(z.string()),
  actions: z.array(z.string()),
});

/** `GET /api/v1/trusted-publishing/snippet` */
export const snippetQuery = z.object({ ecosystem, name: packageName, provider: provider.default('github') });
export const snippet = z.object({ file: z.string(), text: z.string() });

/** `GET /_/oidc/audience` */
export const audienceAnswer = z.object({ audience: z.string() });
/** `POST /_/oidc/mint-token`; what else is sent is passed over, as PEP 807's `features`. */
export const mintRequest = z.object({ token: z.unknown() });
/** `expires` in seconds. */
export const mintedForPython = z.object({
  success: z.literal(true).optional(),
  token: z.string(),
  expires: z.number(),
});
/** `GET /.well-known/pytp` */
export const discoveryQuery = z.object({ discover: z.string().min(1).max(2_000) });
export const discoveryAnswer = z.object({
  'audience-endpoint': z.string(),
  'token-mint-endpoint': z.string(),
});
/** `POST /-/npm/v1/oidc/token/exchange/package/:name` */
export const exchangedForNpm = z.object({
  token_type: z.literal('oidc'),
  token: z.string(),
  created: z.string(),
  expires: z.string(),
});
export const npmPackageParam = z.object({ name: packageName });
/** `POST /api/v1/trusted_publishing/tokens` */
export const cargoExchangeRequest = z.object({ jwt: identityToken });
export const exchangedForCargo = z.object({ token: z.string() });

export type PublisherItem = z.infer<typeof publisherItem>;
export type TrustedPublishing = z.infer<typeof trustedPublishing>;
