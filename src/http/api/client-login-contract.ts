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
