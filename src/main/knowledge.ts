// What the rooms know, as the registry asks it.

import type { Clock } from '../kernel/clock.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { FeedHealth } from '../kernel/evidence.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { Adapter } from '../ecosystems/adapter.ts';
import type { AdvisoryLookups, FeedState } from '../evidence/advisory-ports.ts';
import {
  matchAdvisories,
  matchMany,
  type AdvisoryMatch,
  type MatchDeps,
} from '../evidence/match-advisories.ts';
import { stateUndecided, warnOfUndecided } from '../evidence/state-undecided.ts';
import type { CurrentPolicies } from '../governance/current-policies.ts';
import type { Reservations } from '../governance/reservations.ts';
import { requireFeeds } from '../policy/require-feeds.ts';
import type { KnownFacts } from '../inventory/ports.ts';
import type { Knowledge } from '../registry/deps.ts';
import type { FeedConfig } from './config-schema.ts';

export interface KnowledgeDeps {
  readonly clock: Clock;
  readonly adapters: Readonly<Record<Ecosystem, Pick<Adapter, 'names' | 'versions'>>>;
  readonly lookups: AdvisoryLookups;
  readonly policies: CurrentPolicies;
  readonly reservations: Reservations;
  readonly feeds: readonly FeedConfig[];
  /** Whether every view refuses until each of them was loaded, whatever its policy says. */
  readonly requireFeeds: boolean;
  readonly staleAfterMs: number;
}

/** Knowledge, with the feeds' states at hand. */
export interface LiveKnowledge extends Knowledge, KnownFacts {
  /** Reads the feeds' states again; answers whether their health is another than before. */
  reloadFeeds(): Promise<boolean>;
}

export async function createKnowledge(deps: KnowledgeDeps): Promise<LiveKnowledge> {
  let states: readonly FeedState[] = await deps.lookups.feeds();
  const match: MatchDeps = {
    lookups: deps.lookups,
    rulesOf: (ecosystem) => deps.adapters[ecosystem],
    trustOf: (feed) => ({ confidence: deps.feeds.find(({ name }) => name === feed)?.trust ?? 1 }),
  };
  const health = () => feedHealth(deps, states);
  return {
    policyOf(view) {
      const { policy } = deps.policies.of(view);
      return deps.requireFeeds ? requireFeeds(policy) : policy;
    },
    reservations: (ref) => reservationsOf(deps, ref),
    feeds: health,
    async advisories(ref, versions) {
      const { evidence, undecided } = await matchAdvisories(match, { ref, versions });
      // Without versions at hand, records that condemn the whole package are all that bears on it.
      if (versions.length === 0) return evidence.filter(condemnsAll);
      return [...evidence, ...undecided.map((one) => stateUndecided(one, ref, deps.clock.now()))];
    },
    async audit(ecosystem, subjects) {
      await assertLoaded(deps, states, ecosystem);
      const matches = await matchMany(
        match,
        subjects.map(({ name, versions }) => ({ ref: { ecosystem, name }, versions })),
      );
      const now = deps.clock.now();
      return matches.map(({ subject, evidence, undecided }) => [
        ...evidence,
        ...undecided.map((one) => warnOfUndecided(one, subject.ref, now)),
      ]);
    },
    async recordsAbout(ecosystem, used) {
      await assertLoaded(deps, states, ecosystem);
      const matches = await matchMany(
        match,
        used.map(({ name, versions }) => ({ ref: { ecosystem, name }, versions })),
      );
      const now = deps.clock.now();
      return matches.map(({ subject, evidence, undecided }) => [
        ...evidence,
        ...undecided.map((one) => stateUndecided(one, subject.ref, now)),
      ]);
    },
    async hasRecord(ecosystem, ids) {
      return (await deps.lookups.linkedRecords(ecosystem, ids)).length > 0;
    },
    async record(ecosystem, id) {
      await assertLoaded(deps, states, ecosystem);
      const linked = await deps.lookups.linkedRecords(ecosystem, [id]);
      const found = linked.find((one) => one.id === id) ?? linked[0];
      return found === undefined ? undefined : deps.lookups.document(found.id, found.feed);
    },
    async reloadFeeds() {
      const before = JSON.stringify(health());
      states = await deps.lookups.feeds();
      return JSON.stringify(health()) !== before;
    },
  };
}

function condemnsAll(statement: AdvisoryMatch['evidence'][number]): boolean {
  return statement.kind === 'malware' && statement.details.scope === 'all';
}

/** Those of the name itself, and of what else its address may be. */
function reservationsOf(
  { adapters, reservations }: KnowledgeDeps,
  ref: PackageRef,
): ReturnType<Reservations['of']> {
  const own = reservations.of(ref);
  const other = own.length > 0 ? undefined : adapters[ref.ecosystem].names.alsoReservedAs?.(ref.name);
  if (other === undefined) return own;
  return reservations.of({ ...ref, name: other }).map((evidence) => ({ ...evidence, subject: ref }));
}

/**
 * An audit without advisories would say that nothing is wrong. While a configured feed was never loaded, records about the
 * ecosystem must have come from another one.
 */
async function assertLoaded(
  { feeds, lookups }: KnowledgeDeps,
  states: readonly FeedState[],
  ecosystem: Ecosystem,
): Promise<void> {
  const loaded = new Set(
    states
      .filter(({ kind, lastGoodAt }) => kind === 'osv' && lastGoodAt !== undefined)
      .map(({ feed }) => feed),
  );
  const missing = feeds.filter(({ kind, name }) => kind === 'osv' && !loaded.has(name));
  if (loaded.size > 0 && (missing.length === 0 || (await lookups.knowsOf(ecosystem)))) return;
  throw new GatehouseError(
    'feed-unavailable',
    loaded.size === 0
      ? 'Cannot audit: no feed of advisories was loaded yet; see gatehouse feeds'
      : `Cannot audit: no advisory about ${ecosystem} was loaded yet, and feed ${missing[0]?.name ?? ''} never was; see gatehouse feeds`,
  );
}

function feedHealth(deps: KnowledgeDeps, states: readonly FeedState[]): FeedHealth {
  const known = new Map(states.map((state) => [state.feed, state]));
  const limit = deps.clock.now() - deps.staleAfterMs;
  return {
    missing: deps.feeds
      .filter(({ name }) => known.get(name)?.lastGoodAt === undefined)
      .map(({ name }) => name),
    stale: deps.feeds.flatMap(({ name }) => {
      const since = known.get(name)?.lastGoodAt;
      return since !== undefined && since < limit ? [{ name, since }] : [];
    }),
  };
}
