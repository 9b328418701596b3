// A publisher's token is ended before its time: by whoever holds it, when the work is done.

import { actorOf, type TokenPrincipal } from '../principal.ts';
import type { PublisherToken } from '../tokens/publisher-token.ts';
import type { IdentityWork } from '../unit.ts';
import type { TrustedDeps } from './trusted-unit.ts';
import type { TrustedPublishingStores } from './trusted-publishing-ports.ts';

/** Ending one that is over changes nothing. */
export async function endOwnToken(
  deps: Pick<TrustedDeps, 'unit' | 'clock'>,
  principal: TokenPrincipal,
): Promise<void> {
  const at = deps.clock.now();
  await deps.unit.transact(async (work) => {
    const token = await work.publisherTokens.find(principal.tokenId);
    if (token === undefined || token.revokedAt !== undefined || token.expiresAt <= at) return;
    await endPublisherToken(work, token, { actor: actorOf(principal), at, because: 'done' });
  });
}

/** In force once the unit of work is committed. */
export async function endPublisherToken(
  work: Pick<IdentityWork, 'journal'> & Pick<TrustedPublishingStores, 'publisherTokens'>,
  token: PublisherToken,
  end: {
    readonly actor: string;
    readonly at: number;
    readonly because: 'done' | 'reported-as-leaked';
    readonly url?: string;
  },
): Promise<void> {
  const { actor, at, ...why } = end;
  await work.publisherTokens.save({ ...token, revokedAt: at });
  const data = { tokenId: token.id, publisherIds: token.publisherIds, ...why };
  work.journal.record({ kind: 'publisher-token-ended', actor, at, data });
}
