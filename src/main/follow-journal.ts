// What must follow from a change: memory that was overtaken is read again. Each line is one arrow that goes up.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { Logger } from '../kernel/logger.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { CurrentPolicies } from '../governance/current-policies.ts';
import type { Reservations } from '../governance/reservations.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import type { Housekeeping } from './keep-house.ts';
import type { LiveKnowledge } from './knowledge.ts';
import type { OpenStorage } from './open-storage.ts';

export interface FollowDeps {
  readonly storage: Pick<OpenStorage, 'feed' | 'lookups'>;
  readonly registry: Pick<RegistryDeps, 'caches'>;
  readonly policies: CurrentPolicies;
  readonly reservations: Reservations;
  readonly knowledge: LiveKnowledge;
  readonly housekeeping: Pick<Housekeeping, 'touched'>;
  readonly log: Logger;
}

/** Touched packages beyond this many are not raised one by one. */
const MAX_TOUCHED = 5_000;

/** Subscribes; answers what ends the subscriptions. */
export async function followJournal(deps: FollowDeps): Promise<() => void> {
  const { feed } = deps.storage;
  const { revisions } = deps.registry.caches;
  const followFeeds = await createFeedFollower(deps);
  const ends = [
    feed.subscribe(['evidence-added', 'evidence-withdrawn', 'index-changed'], ({ ecosystem, name }) => {
      raise(deps, ecosystem, name);
    }),
    // Whoever changes one of these finds it in force as soon as the answer says that it is done.
    feed.subscribe(
      ['policy-applied'],
      async () => {
        await deps.policies.reload();
        revisions.raiseAll();
      },
      { isAwaited: true },
    ),
    feed.subscribe(
      ['reservation-added', 'reservation-withdrawn'],
      async () => {
        await deps.reservations.reload();
        revisions.raiseAll();
      },
      { isAwaited: true },
    ),
    feed.subscribe(['feed-updated'], followFeeds),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function raise(
  { registry, housekeeping }: FollowDeps,
  ecosystem: Ecosystem | undefined,
  name: PackageName | undefined,
): void {
  if (ecosystem === undefined || name === undefined) return;
  registry.caches.revisions.raise({ ecosystem, name });
  housekeeping.touched([{ ecosystem, name }]);
}

/** Raises the packages that an import touched since the last one that was followed. */
async function createFeedFollower(deps: FollowDeps): Promise<() => Promise<void>> {
  let revision = await newestRevision(deps);
  return async () => {
    const touched = await deps.storage.lookups.touchedSince(revision, MAX_TOUCHED);
    revision = Math.max(revision, touched.revision);
    if (touched.packages.length >= MAX_TOUCHED) {
      revision = await newestRevision(deps);
      deps.registry.caches.revisions.raiseAll();
    } else {
      for (const ref of touched.packages) deps.registry.caches.revisions.raise(ref);
    }
    deps.housekeeping.touched(touched.packages);
    if (await deps.knowledge.reloadFeeds()) deps.registry.caches.revisions.raiseAll();
  };
}

/** Reads on to the end without looking at the packages. */
async function newestRevision({ storage }: FollowDeps): Promise<number> {
  let revision = 0;
  for (;;) {
    const touched = await storage.lookups.touchedSince(revision, MAX_TOUCHED);
    if (touched.packages.length < MAX_TOUCHED) return Math.max(revision, touched.revision);
    revision = touched.revision;
  }
}
