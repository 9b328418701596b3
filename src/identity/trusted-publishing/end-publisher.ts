// The end of a publisher, and of every token that it still has.

import type { Instant } from '../../kernel/clock.ts';

import type { Owner } from '../organisations/organisation-ports.ts';
import type { OrganisationWork } from '../organisations/organisation-unit.ts';
import { tellEnded, type PublisherEnd } from './publisher-news.ts';
import type { PublisherSubject } from './publisher-owner.ts';
import type { Publisher } from './trusted-publishing-ports.ts';
import type { TrustedDeps } from './trusted-unit.ts';

interface End {
  readonly because: PublisherEnd;
  /** Who is told. */
  readonly owner: Owner | undefined;
  readonly actor: string;
  readonly now: Instant;
}

export async function endPublisher(
  deps: Pick<TrustedDeps, 'random' | 'letterHead'>,
  work: OrganisationWork,
  publisher: Publisher,
  { because, owner, actor, now }: End,
): Promise<void> {
  await work.publishers.remove(publisher.id);
  for (const token of await work.publisherTokens.live(now)) {
    if (!token.publisherIds.includes(publisher.id) || token.revokedAt !== undefined) continue;
    await work.publisherTokens.save({ ...token, revokedAt: now });
  }
  await tellEnded(deps, work, { publisher, owner, actor, at: now, because });
}

/** Of a package that goes to somebody else, or a namespace that is over: who published for the one does not for the next. */
export async function endPublishersOf(
  deps: Pick<TrustedDeps, 'random' | 'letterHead'>,
  work: OrganisationWork,
  { ecosystem, pattern }: PublisherSubject,
  end: End,
): Promise<void> {
  for (const publisher of await work.publishers.ofPatterns(ecosystem, [pattern])) {
    await endPublisher(deps, work, publisher, end);
  }
}
