// What the journal and the owners of a package are told about a release that is published.

import { given } from '../../kernel/given.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { tellOwners } from '../../identity/organisations/organisation-notices.ts';
import { ownerName, ownersToTell } from '../../identity/organisations/owned-packages.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';
import { recordImported } from '../imports/record-imported.ts';
import type { PublishDeps, PublishWork } from './publish-deps.ts';
import type { ReleasedBy, ReleaseRows } from './release-rows.ts';
import type { Ownership } from './settle-ownership.ts';

/** Writes into the journal what is published, and to its owners. */
export async function recordPublished(
  deps: PublishDeps,
  work: PublishWork,
  { ecosystem, name }: PackageRef,
  {
    rows,
    by: { actor: publishedBy, at, provenBy, approvedBy, imported },
    isJoined,
    ownership: { owned, isNew },
  }: {
    readonly rows: ReleaseRows;
    readonly by: ReleasedBy;
    readonly isJoined: boolean;
    readonly ownership: Ownership;
  },
): Promise<void> {
  const actor = approvedBy ?? publishedBy;
  const about = { actor, at, ecosystem, name };
  if (isNew) {
    const data = { owner: await ownerName(work, owned.owner), visibility: owned.visibility };
    work.journal.record({ ...about, kind: 'package-created', data });
  }
  const { version } = rows.version;
  const files = rows.artifacts.map(({ file, sha256, sizeBytes }) => ({ file, sha256, sizeBytes }));
  if (imported !== undefined)
    return recordImported(deps, work, { about, rows, files, isJoined, imported, owned, isNew });
  work.journal.record({
    ...about,
    kind: 'version-published',
    data: {
      version,
      files,
      ...given('isJoined', isJoined || undefined),
      ...given('provenBy', provenBy),
      ...(approvedBy === undefined ? {} : { stagedBy: publishedBy }),
    },
  });
  if (isJoined || (await isNextBuild(deps, work, rows.version))) return;
  const happened = `The ${ecosystem} package ${name} has a new version, ${version}.`;
  const told = await ownersToTell(work, owned.owner);
  await tellOwners(deps, work, { ...told, about: 'version-published', happened, actor, at });
}

/**
 * Whether somebody goes on with what they build: after each of their commits, a letter would be one among many that nobody reads.
 * The first build of a version to come is told, and one by another than who published the build before.
 */
async function isNextBuild(
  { registry }: PublishDeps,
  { hosted }: PublishWork,
  { key, version, publishedBy, ...ref }: ReleaseRows['version'],
): Promise<boolean> {
  const { seriesOf } = publishRulesOf(registry, ref.ecosystem);
  const series = seriesOf?.(version);
  if (series === undefined) return false;
  const before = (await hosted.versions(ref)).findLast(
    (one) => one.key !== key && seriesOf?.(one.version) === series,
  );
  return before?.publishedBy === publishedBy;
}
