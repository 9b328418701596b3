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
  /** `verified`: the address is the account's. `signed-up`: there is an account now, to sign in with. */
  done: z.enum(['verified', 'signed-up']),
  /** The account's. */
  name: z.string(),
});

/**
 * `GET /api/v1/sign-up`: how accounts come about. `POST`, where it is `open`: a letter goes to the address, by whose link the
 * account is made; the answer is the same when the address is an account's already.
 */
export const signUpWay = z.object({ way: z.enum(['invited', 'open', 'sso']) });
export const signUpRequest = z.strictObject({ name: z.string(), email: z.string(), password: z.string() });

/** `POST /api/v1/recovery`: a name or an address. The answer is the same whatever comes of it. */
export const recoveryRequest = z.strictObject({ name: z.string() });

export type SignUpWay = z.infer<typeof signUpWay>;
export type OwnAccount = z.infer<typeof ownAccount>;
export type VerifyAnswer = z.infer<typeof verifyAnswer>;
