// What a token does, and does again with a proof that its person is there, where that turns out to be needed: whether it is, the
// use case knows, which is why it is asked first. Nothing was done by then.

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import { isConfirmed } from '../../identity/access.ts';
import { proofAsked, proofNeeded, type ProofKind } from '../../identity/one-time/one-time-proof.ts';
import type { RegistryDeps } from '../deps.ts';
import type { Publisher } from './publish-deps.ts';

/** What `act` answers. Throws what it throws, and what `publisher.prove` does. */
export async function withProof<T>(
  publisher: Publisher,
  act: (publisher: Publisher) => Promise<T>,
): Promise<T> {
  try {
    return await act(publisher);
  } catch (error) {
    if (proofAsked(error) === undefined || publisher.prove === undefined || !isGatehouseError(error))
      throw error;
    await publisher.prove(error);
    return act({ ...publisher, isProven: true });
  }
}

/**
 * Returns for whoever showed that they are there: a token with its proof, a person who proved themself in the last minutes. A
 * trusted publisher has nobody to be there. Throws `needs-confirmation`; `what`: "publish @acme/tide".
 */
export function requireProven(
  { clock }: Pick<RegistryDeps, 'clock'>,
  { principal, isProven }: Publisher,
  what: string,
  kind: ProofKind,
): void {
  if (isProven === true || principal.kind === 'operator') return;
  if (principal.kind === 'token' && principal.scope === 'publisher') return;
  if (principal.kind === 'token') throw proofNeeded(what, kind);
  if (isConfirmed(principal, clock.now())) return;
  throw new GatehouseError('needs-confirmation', `Cannot ${what}: confirm that it is you first`, {
    facts: { action: kind },
  });
}
