// How accounts come about.

/** How an account comes about: an administrator adds it, anybody signs up, or a provider of identities brings it. */
export const SIGN_UP_WAYS = ['invited', 'open', 'sso'] as const;

export type SignUpWay = (typeof SIGN_UP_WAYS)[number];
