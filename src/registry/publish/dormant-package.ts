// A package that nothing was published to for years: its first release waits, and its people hear that somebody tries.

import { DAY_MS, formatInstant, type Instant } from '../../kernel/clock.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { holdWords } from '../../identity/takeover/hold-words.ts';
import { tellPeople } from '../../identity/takeover/package-notices.ts';
import type { PublishDeps, PublishWork } from './publish-deps.ts';
import type { TermScene } from './person-terms.ts';
import type { PublishTerm } from './publish-terms.ts';

type DormantStores = Pick<PublishWork, 'hosted' | 'wakings'>;

/** Whoever waited for the end of a hold has so long to publish; then it is asked for anew. */
const AWAKE_MS = 30 * DAY_MS;

export interface Dormancy {
  /** When something was published last. */
  readonly since: Instant;
  /** When the hold ends; absent: nobody tried yet. */
  readonly until?: Instant;
}

/** Undefined for a package that something was published to within `dormantPackageMs`, or that was woken. */
export async function dormancyOf(
  { hosted, wakings }: DormantStores,
  { owned, createdAt, holdMs, at }: TermScene,
  dormantMs: number,
): Promise<Dormancy | undefined> {
  if (holdMs === 0 || dormantMs === 0 || at - createdAt < dormantMs) return undefined;
  // Who got it lately, or brought it here, is held as somebody who is new.
  const since = Math.max((await hosted.lastPublished(owned)) ?? createdAt, owned.since);
  if (at - since < dormantMs) return undefined;
  const waking = await wakings.find(owned);
  if (waking === undefined || waking.at < since || at - waking.at >= holdMs + AWAKE_MS) return { since };
  const until = waking.at + holdMs;
  return at < until ? { since, until } : undefined;
}

export async function dormantPackageTerms(
  stores: DormantStores,
  scene: TermScene,
  dormantMs: number,
): Promise<readonly PublishTerm[]> {
  const dormancy = await dormancyOf(stores, scene, dormantMs);
  if (dormancy === undefined) return [];
  const until = dormancy.until ?? scene.at + scene.holdMs;
  const sentence = `Cannot publish ${scene.owned.name}: found that nothing was published to it since ${formatInstant(dormancy.since)}, expected the approval of a second person, or that you publish again after ${formatInstant(until)}; its people are told`;
  return [{ term: 'dormant-package', sentence, until, approvable: true }];
}

/** That somebody tries to publish a package that sleeps: from now on the hold runs. Nothing where it runs already. */
export async function noteWaking(
  deps: Pick<PublishDeps, 'random' | 'letterHead' | 'rules'>,
  work: PublishWork,
  ref: PackageRef,
  { actor, at }: { readonly actor: string; readonly at: Instant },
): Promise<void> {
  const [owned, hosted] = [await work.ownership.find(ref.ecosystem, ref.name), await work.hosted.find(ref)];
  if (owned === undefined || hosted === undefined) return;
  const { holdMs, dormantPackageMs } = deps.rules;
  const scene = { owned, createdAt: hosted.createdAt, holdMs, at };
  const dormancy = await dormancyOf(work, scene, dormantPackageMs);
  if (dormancy === undefined || dormancy.until !== undefined) return;
  await work.wakings.save({ ...ref, at, by: actor });
  const data = { term: 'dormant-package', until: at + holdMs };
  work.journal.record({ kind: 'package-held', actor, at, ...ref, data });
  const freeze = `${ref.ecosystem} ${ref.name}`;
  const happened = `Somebody tries to publish the ${ref.ecosystem} package ${ref.name}, to which nothing was published since ${formatInstant(dormancy.since)}.${holdWords(deps.letterHead, { who: 'they', at, freeze })}`;
  await tellPeople(deps, work, owned, { about: 'package-held', happened, actor, at });
}
