// Measures how far versions of a package are behind its releases.

import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import type { VersionOrder } from '../../ecosystems/adapter-version.ts';
import type { ComponentFacts, KnownReleases, Release } from './currency-ports.ts';

/** A version that an application has. */
export interface InstalledVersion {
  readonly id: number;
  readonly version: string;
}

/**
 * The facts of each of `installed`, by what is listed of their package; undefined: nothing is known of it, and nothing is
 * claimed. "Latest" goes by version order, since a patch of an old line may be younger than the newest line; what is yanked,
 * pre-releases and branches are none of the releases that one can be behind.
 */
export function measureComponents(
  known: KnownReleases | undefined,
  installed: readonly InstalledVersion[],
  order: VersionOrder,
  now: Instant,
): readonly ComponentFacts[] {
  if (known === undefined) return installed.map(({ id }) => ({ componentId: id, measuredAt: now }));
  const listed = new Map(known.releases.map((release) => [release.version, release]));
  const stable = groupStable(known.releases, order);
  const activity = activityOf(known);
  return installed.map(({ id, version }) => {
    const own = listed.get(version) ?? findEqual(known.releases, version, order);
    return {
      componentId: id,
      measuredAt: now,
      checkedAt: known.checkedAt,
      ...given('installedAt', own?.publishedAt),
      ...given('licence', own?.licence),
      ...activity,
      ...distanceOf(version, stable, order),
    };
  });
}

/**
 * Years' worth of days from the installed version's release to the latest one's, never below zero: a version that nothing
 * is above is none behind, whatever the dates. Undefined where a date is not known.
 */
export function libyearDaysOf({ behind, installedAt, latestAt }: ComponentFacts): number | undefined {
  if (behind === 0) return 0;
  if (behind === undefined || installedAt === undefined || latestAt === undefined) return undefined;
  return Math.max(0, Math.floor((latestAt - installedAt) / DAY_MS));
}

/** Whether nothing was released since `since`; undefined where the registry does not tell. */
export function isQuietSince(
  { lastReleaseAt, quietSince }: ComponentFacts,
  since: Instant,
): boolean | undefined {
  if (lastReleaseAt !== undefined && lastReleaseAt > since) return false;
  return quietSince !== undefined && quietSince <= since ? true : undefined;
}

type Distance = Pick<ComponentFacts, 'latest' | 'latestAt' | 'behind' | 'behindOnLine'>;

/** `stable` ascends. What its ecosystem cannot order, and a moving branch, is at no distance that could be told. */
function distanceOf(version: string, stable: readonly StableRelease[], order: VersionOrder): Distance {
  const last = stable.at(-1);
  if (last === undefined) return {};
  const base = baseOf(version, order);
  const platform = version.slice(base.length);
  const latest = last.builds.find((one) => one.version.endsWith(platform)) ?? last.builds[0];
  const told = { ...given('latest', latest?.version), ...given('latestAt', latest?.publishedAt) };
  if (!order.isValid(version) || order.isBranch(version)) return told;
  const above = stable.slice(firstAbove(stable, base, order));
  const line = order.lineOf(version);
  return {
    ...told,
    behind: above.length,
    behindOnLine: above.filter((release) => order.lineOf(release.base) === line).length,
  };
}

function firstAbove(stable: readonly StableRelease[], base: string, order: VersionOrder): number {
  let [low, high] = [0, stable.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const release = stable[middle];
    if (release !== undefined && order.compare(release.base, base) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A release, and its builds for several platforms; `1.0` and `1.0.0` are one, too, where the order says so. */
interface StableRelease {
  readonly base: string;
  readonly builds: readonly Release[];
}

function groupStable(releases: readonly Release[], order: VersionOrder): readonly StableRelease[] {
  const sorted = releases
    .filter(({ version, isYanked }) => !isYanked && isStable(version, order))
    .map((release) => ({ release, base: baseOf(release.version, order) }))
    .sort((a, b) => order.compare(a.base, b.base));
  const groups: { base: string; builds: Release[] }[] = [];
  for (const { release, base } of sorted) {
    const last = groups.at(-1);
    if (last !== undefined && order.compare(last.base, base) === 0) last.builds.push(release);
    else groups.push({ base, builds: [release] });
  }
  return groups;
}

function isStable(version: string, order: VersionOrder): boolean {
  return order.isValid(version) && !order.isBranch(version) && !order.isPrerelease(version);
}

function baseOf(version: string, order: VersionOrder): string {
  return order.withoutPlatform?.(version) ?? version;
}

/** When a version came out, however it is spelt. */
export function dateOfVersion(
  { releases }: KnownReleases,
  version: string,
  order: VersionOrder,
): Instant | undefined {
  return findEqual(releases, version, order)?.publishedAt;
}

/** A lock file may spell a version otherwise than the registry does. */
function findEqual(releases: readonly Release[], version: string, order: VersionOrder): Release | undefined {
  if (!order.isValid(version)) return undefined;
  return releases.find(
    (release) => order.isValid(release.version) && order.compare(release.version, version) === 0,
  );
}

/** Of all releases, whatever their kind: a pre-release is work, too. */
function activityOf({
  releases,
  updatedAt,
}: KnownReleases): Pick<ComponentFacts, 'lastReleaseAt' | 'quietSince'> {
  const dated = releases.flatMap(({ publishedAt }) => publishedAt ?? []);
  const lastReleaseAt = maxOf(dated);
  const latest = releases.map(({ publishedAt, seenAt }) => publishedAt ?? seenAt);
  const isAllDated = releases.length > 0 && latest.every((at) => at !== undefined);
  const byDates = isAllDated ? maxOf(latest.flatMap((at) => at ?? [])) : undefined;
  const bounds = [byDates, updatedAt].flatMap((at) => at ?? []);
  return {
    ...given('lastReleaseAt', lastReleaseAt),
    ...given('quietSince', bounds.length === 0 ? undefined : Math.min(...bounds)),
  };
}

function maxOf(instants: readonly Instant[]): Instant | undefined {
  return instants.reduce<Instant | undefined>(
    (max, at) => (max === undefined || at > max ? at : max),
    undefined,
  );
}
