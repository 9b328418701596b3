// Why somebody who came back from a provider does not get in, each in words that say what to do.

import { type ErrorCode, GatehouseError } from '../../kernel/errors.ts';

const REFUSALS = {
  state: [
    'not-allowed',
    'this browser did not begin it, or it was finished, or took more than ten minutes; begin again from the sign-in page',
  ],
  'other-session': [
    'not-allowed',
    'the session that asked to link the provider has ended; sign in and begin again',
  ],
  'email-domain': [
    'not-signed-in',
    'the provider vouches for no verified e-mail address of a domain that is let in by it',
  ],
  disabled: ['not-signed-in', 'the account is disabled; speak to an administrator of this server'],
  unknown: [
    'not-signed-in',
    'no account here is linked to you at the provider; sign in otherwise and link it in your account, or ask an administrator',
  ],
  'name-unfit': [
    'not-signed-in',
    'the provider gives no name that an account could have; ask an administrator',
  ],
  'name-taken': [
    'conflict',
    'an account of your name is here already; if it is yours, sign in to it and link the provider there, else ask an administrator',
  ],
  'email-taken': [
    'conflict',
    'an account here has your e-mail address already; if it is yours, sign in to it and link the provider there',
  ],
  'linked-elsewhere': ['conflict', 'you at the provider are linked to another account here'],
} as const satisfies Readonly<Record<string, readonly [ErrorCode, string]>>;

/** `refused` by the provider itself, `unproven` where what it gave does not hold. */
export type SsoRefusal = keyof typeof REFUSALS | 'refused' | 'unproven';

export function refuse(why: keyof typeof REFUSALS): GatehouseError {
  const [code, words] = REFUSALS[why];
  return new GatehouseError(code, `Cannot sign in by the provider: ${words}`, { facts: { why } });
}
