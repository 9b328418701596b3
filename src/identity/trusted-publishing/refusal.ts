// Why an identity token is not exchanged. The words are PyPI's, which its clients know; npm's and Cargo's doors say them in theirs.

import { GatehouseError } from '../../kernel/errors.ts';

export type ExchangeRefusal =
  /** No token at all, or of an issuer that is not known here. */
  | 'invalid-payload'
  /** Its signature, or what every token must say, does not hold. */
  | 'invalid-token'
  /** Nobody here publishes by what it says. */
  | 'invalid-publisher'
  /** A pending publisher's name was given to somebody else. */
  | 'invalid-pending-publisher'
  /** It was exchanged before. */
  | 'invalid-reuse-token';

/** To be thrown: `not-allowed` with the fact `why`. `found` is fit for whoever sent the token. */
export function refuseExchange(why: ExchangeRefusal, found: string, cause?: unknown): GatehouseError {
  return new GatehouseError('not-allowed', `Cannot exchange the identity token: ${found}`, {
    facts: { why },
    cause,
  });
}

/** The reason of such an error; undefined for any other. */
export function refusalOf(error: unknown): ExchangeRefusal | undefined {
  if (!(error instanceof GatehouseError) || error.code !== 'not-allowed') return undefined;
  const { why } = error.facts;
  return typeof why === 'string' && why.startsWith('invalid-') ? (why as ExchangeRefusal) : undefined;
}
