// What must follow from a change: memory that was overtaken is read again. Each line is one arrow that goes up.

import type { CurrentPolicies } from '../governance/current-policies.ts';
import type { Reservations } from '../governance/reservations.ts';
import {
  ROLE_CHANGES,
  VISIBILITY_CHANGES,
  type PackageVisibility,
} from '../identity/organisations/package-visibility.ts';
import type { VexInForce } from '../inventory/vex/kept-vex.ts';
import type { JournalEntry } from '../journal/journal.ts';
import { usesEpss } from '../policy/policy.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import type { LiveKnowledge } from './knowledge.ts';
import { newestRevision } from './newest-revision.ts';
import type { OpenStorage } from './open-storage.ts';
import { NAMESPACE_CHANGES } from './reserved-namespaces.ts';

export interface FollowDeps {
  readonly storage: Pick<OpenStorage, 'feed' | 'lookups'>;
  readonly registry: Pick<RegistryDeps, 'caches'>;
  readonly policies: CurrentPolicies;
  readonly reservations: Reservations;
  readonly vex: Pick<VexInForce, 'reload'>;
  readonly knowledge: LiveKnowledge;
  readonly visibility: Pick<PackageVisibility, 'reload' | 'forget'>;
}

/** What overtakes a package's index and decision. */
const PACKAGE_CHANGES = [
  'evidence-added',
  'evidence-withdrawn',
  'index-changed',
  'version-published',
  'version-imported',
  'version-yanked',
  'version-restored',
  'version-deprecated',
  'version-removed',
  'tag-moved',
  'package-status-changed',
] as const;

/** Touched packages beyond this many are not raised one by one. */
const MAX_TOUCHED = 5_000;

/** Subscribes; answers what ends the subscriptions. */
export async function followJournal(deps: FollowDeps): Promise<() => void> {
  const { feed } = deps.storage;
  const { revisions } = deps.registry.caches;
  const followFeeds = await createFeedFollower(deps);
  const ends = [
    feed.subscribe([...PACKAGE_CHANGES], ({ ecosystem, name }) => {
      if (ecosystem !== undefined && name !== undefined) revisions.raise({ ecosystem, name });
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
      ['reservation-added', 'reservation-withdrawn', ...NAMESPACE_CHANGES],
      async () => {
        await deps.reservations.reload();
        revisions.raiseAll();
      },
      { isAwaited: true },
    ),
    feed.subscribe(['vex-added', 'vex-withdrawn'], () => deps.vex.reload(), { isAwaited: true }),
    feed.subscribe([...VISIBILITY_CHANGES], () => deps.visibility.reload(), { isAwaited: true }),
    feed.subscribe([...ROLE_CHANGES], () => deps.visibility.forget()),
    feed.subscribe(['feed-updated'], followFeeds),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** Raises the packages that an import touched since the last one that was followed. */
async function createFeedFollower(
  deps: FollowDeps,
): Promise<(entry: JournalEntry<'feed-updated'>) => Promise<void>> {
  const { revisions } = deps.registry.caches;
  let revision = await newestRevision(deps.storage.lookups);
  return async ({ data }) => {
    const touched = await deps.storage.lookups.touchedSince(revision, MAX_TOUCHED);
    if (touched.packages.length >= MAX_TOUCHED) {
      // First read on, then raise: what is read past here is raised by it.
      revision = await newestRevision(deps.storage.lookups, touched.revision);
      revisions.raiseAll();
    } else {
      revision = Math.max(revision, touched.revision);
      for (const ref of touched.packages) revisions.raise(ref);
    }
    const isHealthChanged = await deps.knowledge.reloadFeeds();
    if (isHealthChanged || (await movesScores(deps, data.feed))) revisions.raiseAll();
  };
}

/** A new EPSS score touches no package; it matters only where a policy asks for scores. */
async function movesScores({ policies, storage }: FollowDeps, feed: string): Promise<boolean> {
  if (!policies.all().some(({ policy }) => usesEpss(policy))) return false;
  return (await storage.lookups.feeds()).some((state) => state.feed === feed && state.kind === 'epss');
}
