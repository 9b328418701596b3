// The public JSON API: who is there. Sessions, tokens and people.

import { z } from 'zod';

import { DEVICE_COOKIE, SESSION_COOKIE } from '../../identity/sessions/credentials.ts';
import { ROLES, SIGN_IN_PROOFS, TOKEN_SCOPES } from '../../identity/ports.ts';
import { WRITE_ACTIONS, type WriteAction } from '../../identity/tokens/token-actions.ts';
import { ECOSYSTEMS } from '../../kernel/ecosystem.ts';
import { time } from './contract.ts';

/** The cookies that signing in sets: the session, and what the browser or terminal is known by from then on. */
export const SIGN_IN_COOKIES = { session: SESSION_COOKIE, device: DEVICE_COOKIE } as const;

/** `GET /api/v1/session` */
export const session = z.object({
  account: z.object({ id: z.string(), name: z.string(), role: z.string() }).optional(),
  /** Whether the person proved themself within the last five minutes. */
  isConfirmed: z.boolean(),
  /** What the caller may do, now or after a confirmation: `waive`, `edit-policy`, … (identity/access.ts) */
  may: z.array(z.string()),
  /** What they could do besides, had they signed in with a second factor. */
  mayWithFactor: z.array(z.string()),
  /** Present where the password is known from leaks: nothing is allowed before another was chosen. */
  mustChangePassword: z.literal(true).optional(),
  /** How a person signed in: `password` alone publishes nothing. */
  proof: z.enum(SIGN_IN_PROOFS).optional(),
  /** The strongest second factor that the person enrolled. */
  strongestFactor: z.enum(['totp', 'passkey']).optional(),
  /** True until somebody followed the one-time link. */
  needsAdministrator: z.boolean(),
});

/** `POST /api/v1/setup`: the first administrator, by the one-time link. */
export const setupRequest = z.strictObject({ secret: z.string(), name: z.string(), password: z.string() });
/** `POST /api/v1/session` */
export const signInRequest = z.strictObject({ name: z.string(), password: z.string() });

/** `PUT /api/v1/account/password` (needs confirmation): the caller's other sessions end. */
export const passwordRequest = z.strictObject({ password: z.string() });

/** What a write token may do. */
export const writeAction = z.enum(Object.keys(WRITE_ACTIONS) as [WriteAction, ...WriteAction[]]);

/** Packages of an ecosystem: a name, or a prefix that ends in `*`, such as `@acme/*`. */
export const tokenPackages = z.object({ ecosystem: z.enum(ECOSYSTEMS), pattern: z.string() });

export const tokenItem = z.object({
  id: z.string(),
  name: z.string(),
  account: z.string(),
  scope: z.enum(TOKEN_SCOPES),
  /** Of a write token. */
  actions: z.array(writeAction).optional(),
  /** Absent: bound to none in particular. */
  packages: z.array(tokenPackages).optional(),
  /** Absent: from anywhere. */
  networks: z.array(z.string()).optional(),
  view: z.string().optional(),
  /** Whether each change that it makes takes a one-time code of its person, or their yes on a page. */
  asksProof: z.boolean().optional(),
  createdAt: time,
  expiresAt: time.optional(),
  revokedAt: time.optional(),
  lastUsedAt: time.optional(),
  /** Shortened: `192.0.2.0/24`. */
  lastUsedNetwork: z.string().optional(),
});
/**
 * `GET /api/v1/tokens` (`?everyone=true`: an administrator); `POST` answers the token itself, once (a read token takes a signed-in
 * person; an API token, or one bound to a view, needs confirmation; a write token a second factor as well, and names
 * actions and packages); `DELETE /api/v1/tokens/:id`
 */
export const tokenList = z.object({ items: z.array(tokenItem) });
export const tokenRequest = z.strictObject({
  name: z.string(),
  scope: z.enum(TOKEN_SCOPES),
  actions: z.array(writeAction).max(20).optional(),
  packages: z.array(z.strictObject(tokenPackages.shape)).max(100).optional(),
  networks: z.array(z.string()).max(100).optional(),
  view: z.string().optional(),
  asksProof: z.boolean().optional(),
  lasts: z.string().optional(),
});
export const mintedToken = z.object({ token: z.string(), item: tokenItem });

/** Where letters to an account go. Only one that is verified and has not lapsed recovers anything. */
export const emailItem = z.object({
  address: z.string(),
  verifiedAt: time.optional(),
  /** Since when its domain may be somebody else's. */
  lapsedAt: time.optional(),
});

export const personItem = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  createdAt: time,
  disabledAt: time.optional(),
  /** When its person left; then it is disabled. */
  deletedAt: time.optional(),
  hasPassword: z.boolean(),
  /** Whether a second factor is enrolled, and the strongest; absent: none. */
  strongestFactor: z.enum(['totp', 'passkey']).optional(),
  email: emailItem.optional(),
});
/** `GET /api/v1/people` (an administrator) */
export const personList = z.object({ items: z.array(personItem) });
/**
 * `POST /api/v1/people` (needs confirmation): adds an account; `link` is where its person chooses a password, once. With
 * `email` the link goes there by letter and is not answered.
 */
export const personRequest = z.strictObject({
  name: z.string(),
  role: z.enum(ROLES),
  email: z.string().optional(),
});
export const addedPerson = z.object({ person: personItem, link: z.string().optional() });
export const invitedPerson = z.object({ person: personItem, link: z.string() });
/** `PUT /api/v1/people/:id` (needs confirmation). `POST /api/v1/people/:id/link` gives another link; `DELETE` disables. */
export const roleRequest = z.strictObject({ role: z.enum(ROLES) });

export type Session = z.infer<typeof session>;
export type TokenItem = z.infer<typeof tokenItem>;
export type EmailItem = z.infer<typeof emailItem>;
export type PersonItem = z.infer<typeof personItem>;
