// What the journal and the owners of a package are told about a release that is published.

import { given } from '../../kernel/given.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { tellOwners } from '../../identity/organisations/organisation-notices.ts';
import { ownerName, ownersToTell } from '../../identity/organisations/owned-packages.ts';
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
  if (isJoined) return;
  const happened = `The ${ecosystem} package ${name} has a new version, ${version}.`;
  const told = await ownersToTell(work, owned.owner);
  await tellOwners(deps, work, { ...told, about: 'version-published', happened, actor, at });
}
