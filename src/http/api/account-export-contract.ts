// The public JSON API: what a person takes with them, and leaving.

import { z } from 'zod';

import { ROLES, SIGN_IN_PROOFS } from '../../identity/ports.ts';
import { GRANT_ROLES, MEMBER_ROLES, VISIBILITIES } from '../../identity/organisations/organisation-ports.ts';
import { ecosystem, time } from './contract.ts';
import { journalItem } from './decision-contract.ts';
import { exposureItem } from './exposure-contract.ts';
import { emailItem, tokenItem } from './identity-contract.ts';

/** `DELETE /api/v1/account` (needs confirmation, by the second factor of whoever has one): the account's name, typed. */
export const leaveRequest = z.strictObject({ name: z.string().max(256) });

/** `POST /api/v1/account/export` (needs confirmation): all that is kept about the caller, but for secrets. */
export const accountExport = z.object({
  exportedAt: time,
  account: z.object({
    id: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    createdAt: time,
    hasPassword: z.boolean(),
    email: emailItem.optional(),
  }),
  factors: z.array(
    z.object({
      kind: z.enum(['totp', 'passkey']),
      name: z.string(),
      createdAt: time,
      lastUsedAt: time.optional(),
    }),
  ),
  /** How many are left. */
  recoveryCodes: z.number(),
  /** Providers that sign the account in. */
  providers: z.array(
    z.object({ issuer: z.string(), subject: z.string(), linkedAt: time, usedAt: time.optional() }),
  ),
  sessions: z.array(
    z.object({
      createdAt: time,
      expiresAt: time,
      confirmedAt: time,
      proof: z.enum(SIGN_IN_PROOFS),
      network: z.string().optional(),
      agent: z.string().optional(),
    }),
  ),
  tokens: z.array(tokenItem),
  organisations: z.array(
    z.object({
      organisation: z.string(),
      role: z.enum(MEMBER_ROLES),
      since: time,
      teams: z.array(z.string()),
      /** To the person; what their teams were granted is the organisation's. */
      grants: z.array(
        z.object({ ecosystem, pattern: z.string(), role: z.enum(GRANT_ROLES), grantedAt: time }),
      ),
    }),
  ),
  invitations: z.array(
    z.object({
      organisation: z.string(),
      role: z.string(),
      invitedBy: z.string(),
      createdAt: time,
      expiresAt: time,
    }),
  ),
  packages: z.array(z.object({ ecosystem, name: z.string(), visibility: z.enum(VISIBILITIES), since: time })),
  /** What the person and their tokens fetched, newest first; `hasMore`: older rows are left out. */
  fetched: z.object({
    items: z.array(z.object({ ecosystem, name: z.string(), ...exposureItem.shape })),
    hasMore: z.boolean(),
  }),
  /** What they did and what was done with the account, newest first; `hasMore`: older entries are left out. */
  journal: z.object({ items: z.array(journalItem), hasMore: z.boolean() }),
});

export type AccountExport = z.infer<typeof accountExport>;
