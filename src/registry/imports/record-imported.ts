// What stands in the books of a version that was moved in: the journal, its date as another's word, its people, a letter.

import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import type { Sha256 } from '../../kernel/digest.ts';
import type { Evidence } from '../../kernel/evidence.ts';
import { given } from '../../kernel/given.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { tellOwners } from '../../identity/organisations/organisation-notices.ts';
import type { OwnedPackage } from '../../identity/organisations/organisation-ports.ts';
import { ownersToTell } from '../../identity/organisations/owned-packages.ts';
import { makeMaintainers } from '../../identity/organisations/package-people.ts';
import type { PublishDeps, PublishWork } from '../publish/publish-deps.ts';
import type { ImportedRelease, ReleaseRows } from '../publish/release-rows.ts';

export interface ImportedRecord {
  readonly about: PackageRef & { readonly actor: string; readonly at: Instant };
  readonly rows: ReleaseRows;
  readonly files: readonly { readonly file: string; readonly sha256: Sha256; readonly sizeBytes: number }[];
  /** Whether its files joined a version that was there. */
  readonly isJoined: boolean;
  readonly imported: ImportedRelease;
  readonly owned: OwnedPackage;
  readonly isNew: boolean;
}

/** Owners of thousands of versions hear of them once a day for each package. */
const TOLD_AGAIN_MS = DAY_MS;

/** Within the unit of work in which the rows were saved. */
export async function recordImported(
  deps: Pick<PublishDeps, 'random' | 'letterHead'>,
  work: PublishWork,
  record: ImportedRecord,
): Promise<void> {
  const { about, rows, files, isJoined, imported } = record;
  const { version } = rows.version;
  const { origin, publishedAt, publisher, yanked, deprecated } = imported;
  work.journal.record({
    ...about,
    kind: 'version-imported',
    data: {
      version,
      files,
      ...given('isJoined', isJoined || undefined),
      origin,
      ...given('publishedAt', publishedAt),
      ...given('publishedBy', publisher),
      ...given('yanked', yanked),
      ...given('deprecated', deprecated),
    },
  });
  if (isJoined) return;
  if (publishedAt !== undefined)
    await work.statements.append([dateOf(about, { version, publishedAt, origin })]);
  await settlePeople(deps, work, record);
}

/** A date that somebody else's registry said is evidence, and says whose word it is. */
function dateOf(
  { ecosystem, name, at }: ImportedRecord['about'],
  { version, publishedAt, origin }: { version: string; publishedAt: Instant; origin: string },
): Evidence<'published'> {
  return {
    id: `imported-date/${ecosystem}/${name}/${version}`,
    kind: 'published',
    subject: { ecosystem, name },
    source: `imported: ${origin}`,
    observedAt: at,
    confidence: 1,
    details: { version, at: publishedAt, how: 'imported' },
  };
}

async function settlePeople(
  deps: Pick<PublishDeps, 'random' | 'letterHead'>,
  work: PublishWork,
  { about, rows, imported, owned, isNew }: ImportedRecord,
): Promise<void> {
  const { actor, at, ecosystem, name } = about;
  if (isNew && imported.maintainers.length > 0) {
    const left = await makeMaintainers(deps, work, { owned, actor, at }, imported.maintainers);
    for (const one of left)
      imported.told(`${one} is no member of who owns it, and was not made a maintainer of it`);
  }
  if (!isNew && (await wereTold(work, rows, at))) return;
  const happened = `The ${ecosystem} package ${name} was moved in here from another registry${isNew ? ', and is yours' : ', or more versions of it'}.`;
  const told = await ownersToTell(work, owned.owner);
  await tellOwners(deps, work, { ...told, about: 'version-imported', happened, actor, at });
}

async function wereTold({ hosted }: PublishWork, { version }: ReleaseRows, at: Instant): Promise<boolean> {
  const others = (await hosted.versions(version)).filter(({ key }) => key !== version.key);
  return others.some(({ imported }) => imported !== undefined && at - imported.at < TOLD_AGAIN_MS);
}
