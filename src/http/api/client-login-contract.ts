// What the JSON API says of clients on the command line that wait for their person.

import { z } from 'zod';

import { CLIENT_SCOPES } from '../../identity/client-login/client-login.ts';

/** `GET /api/v1/client-logins/:id` */
export const waitingLogin = z.object({
  /** What the client calls itself. */
  client: z.string(),
  /** The shortened address that it asked from, and the one that this request is from. */
  network: z.string(),
  ownNetwork: z.string(),
  expiresAt: z.string(),
});
/** `POST /api/v1/client-logins/:id` */
export const grantRequest = z.strictObject({ scope: z.enum(CLIENT_SCOPES) });

export type WaitingLogin = z.infer<typeof waitingLogin>;
export type GrantRequest = z.infer<typeof grantRequest>;

/** `GET /api/v1/client-proofs/:id` */
export const waitingProof = z.object({
  /** What is done if one says yes: `publish @acme/tide`. */
  what: z.string(),
  client: z.string(),
  network: z.string(),
  ownNetwork: z.string(),
  tokenName: z.string(),
  /** Whether the client's next changes need not be asked about for some minutes. */
  maySpare: z.boolean(),
  expiresAt: z.string(),
});
/** `POST /api/v1/client-proofs/:id` */
export const proofRequest = z.strictObject({ isSparing: z.boolean() });
/** With a code where its person types it. */
export const grantedProof = z.object({ code: z.string().optional() });

export type WaitingProof = z.infer<typeof waitingProof>;
export type GrantedProof = z.infer<typeof grantedProof>;
