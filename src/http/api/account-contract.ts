// The public JSON API: a person's own account.

import { z } from 'zod';

import { ROLES } from '../../identity/ports.ts';
import { time } from './contract.ts';
import { emailItem } from './identity-contract.ts';

/** `GET /api/v1/account` (a signed-in person) */
export const ownAccount = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  createdAt: time,
  email: emailItem.optional(),
});

/** `POST /api/v1/account/email` (needs confirmation): a letter with a link goes there, and nothing else changes yet. */
export const emailRequest = z.strictObject({ email: z.string() });

/** `POST /api/v1/verify`: the secret behind the # of a letter's link. */
export const verifyRequest = z.strictObject({ secret: z.string() });
export const verifyAnswer = z.object({
  /** `verified`: the address is the account's. */
  done: z.enum(['verified']),
  /** The account's. */
  name: z.string(),
});

export type OwnAccount = z.infer<typeof ownAccount>;
export type VerifyAnswer = z.infer<typeof verifyAnswer>;
