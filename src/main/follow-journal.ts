// What must follow from a change: memory that was overtaken is read again. Each line is one arrow that goes up.

import { setImmediate } from 'node:timers/promises';

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { Logger } from '../kernel/logger.ts';
import { matchesNamePattern } from '../kernel/name-pattern.ts';
import { packageKey, type PackageName, type PackageRef } from '../kernel/package-ref.ts';
import type { CurrentPolicies } from '../governance/current-policies.ts';
import type { Reservations } from '../governance/reservations.ts';
import type { JournalEntry } from '../journal/journal.ts';
import { usesEpss } from '../policy/policy.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import type { Housekeeping } from './keep-house.ts';
import type { LiveKnowledge } from './knowledge.ts';
import type { OpenStorage } from './open-storage.ts';

export interface FollowDeps {
  readonly storage: Pick<OpenStorage, 'feed' | 'lookups'> & {
    readonly stores: Pick<OpenStorage['stores'], 'packages'>;
  };
  readonly registry: Pick<RegistryDeps, 'caches'>;
  readonly policies: CurrentPolicies;
  readonly reservations: Reservations;
  readonly knowledge: LiveKnowledge;
  readonly housekeeping: Pick<Housekeeping, 'touched'>;
  readonly log: Logger;
}

/** Touched packages beyond this many are not raised one by one. */
const MAX_TOUCHED = 5_000;
/** Packages that are read from storage at a time. */
const PAGE = 1_000;

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
    feed.subscribe(['reservation-added'], (entry) => lookAtReserved(deps, entry)),
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

/** Packages that were taken from an upstream before their name was reserved: who has them is told. */
async function lookAtReserved(
  deps: FollowDeps,
  { ecosystem, data }: JournalEntry<'reservation-added'>,
): Promise<void> {
  // What is handed over is decided at once, perhaps before the other subscriber is done.
  await deps.reservations.reload();
  deps.registry.caches.revisions.raiseAll();
  for await (const packages of packagesHere(deps)) {
    deps.housekeeping.touched(
      packages.filter((ref) => ref.ecosystem === ecosystem && matchesNamePattern(data.pattern, ref.name)),
    );
  }
}

/** Raises the packages that an import touched since the last one that was followed. */
async function createFeedFollower(
  deps: FollowDeps,
): Promise<(entry: JournalEntry<'feed-updated'>) => Promise<void>> {
  const { revisions } = deps.registry.caches;
  let revision = await newestRevision(deps);
  return async ({ data }) => {
    const touched = await deps.storage.lookups.touchedSince(revision, MAX_TOUCHED);
    if (touched.packages.length >= MAX_TOUCHED) {
      revisions.raiseAll();
      revision = await lookAtMany(deps, revision);
    } else {
      revision = Math.max(revision, touched.revision);
      for (const ref of touched.packages) revisions.raise(ref);
      deps.housekeeping.touched(touched.packages);
    }
    const isHealthChanged = await deps.knowledge.reloadFeeds();
    if (isHealthChanged || (await movesScores(deps, data.feed))) revisions.raiseAll();
  };
}

/** Hands over those of very many touched packages that were asked for here; answers how far it read. */
async function lookAtMany(deps: FollowDeps, after: number): Promise<number> {
  const here = new Set<string>();
  for await (const packages of packagesHere(deps)) for (const ref of packages) here.add(packageKey(ref));
  for (let revision = after; ; await setImmediate()) {
    const touched = await deps.storage.lookups.touchedSince(revision, MAX_TOUCHED);
    deps.housekeeping.touched(touched.packages.filter((ref) => here.has(packageKey(ref))));
    revision = Math.max(revision, touched.revision);
    if (touched.packages.length < MAX_TOUCHED) return revision;
  }
}

/** A new EPSS score touches no package; it matters only where a policy asks for scores. */
async function movesScores({ policies, storage }: FollowDeps, feed: string): Promise<boolean> {
  if (!policies.all().some(({ policy }) => usesEpss(policy))) return false;
  return (await storage.lookups.feeds()).some((state) => state.feed === feed && state.kind === 'epss');
}

/** The packages that were ever asked for here, in pages; others have their turn in between. */
async function* packagesHere({ storage }: FollowDeps): AsyncGenerator<readonly PackageRef[]> {
  let after: string | undefined;
  do {
    const page = await storage.stores.packages.search({
      text: '',
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    if (page.length > 0) yield page;
    const last = page.at(-1);
    after = page.length < PAGE || last === undefined ? undefined : packageKey(last);
    await setImmediate();
  } while (after !== undefined);
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
