// The rows that a release becomes, and whether there is room for them: a name, a version and a file are used once.

import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { PartedRelease, PublishRules } from '../../ecosystems/adapter-publish.ts';
import type { Owner, Visibility } from '../../identity/organisations/organisation-ports.ts';
import { HOSTED, type HostedFile, type HostedPackage, type HostedVersion } from '../hosted/hosted-ports.ts';
import type { ArtifactRecord, RegistryStores, StagedBlob } from '../ports.ts';

/** How long files may join a version: who takes over a project would add one to an old version, and pins would take it. */
export const JOINABLE_MS = 14 * DAY_MS;

/** What is there of a package and a version of it. */
export interface RowsBefore {
  readonly hosted: HostedPackage | undefined;
  /** The version, removed or not. */
  readonly version: HostedVersion | undefined;
}

/** A release as rows. */
export interface ReleaseRows {
  readonly hosted: HostedPackage;
  readonly version: HostedVersion;
  readonly files: readonly HostedFile[];
  readonly artifacts: readonly ArtifactRecord[];
}

export interface ReleasedBy {
  readonly actor: string;
  readonly at: Instant;
  readonly provenBy?: Readonly<Record<string, string>>;
  /** Who let it in, where that is somebody else: the second person of a staged version. */
  readonly approvedBy?: string;
  readonly imported?: ImportedRelease;
}

/** What whoever moves a version in from another registry says of it, and wishes for it. */
export interface ImportedRelease {
  readonly origin: string;
  /** Absent: nobody knows. */
  readonly publishedAt?: Instant;
  readonly publisher?: string;
  readonly yanked?: string;
  readonly deprecated?: string;
  /** Whose the package is, or becomes. */
  readonly owner: Owner;
  /** Names of accounts that become maintainers of a new package. */
  readonly maintainers: readonly string[];
  readonly visibility?: Visibility;
  /** Told what did not come to be, in a sentence. */
  readonly told: (note: string) => void;
}

/**
 * What is there, when the release may join it. Throws `conflict` for a package that takes nothing new, for a version that is
 * published or was, and for files that are there, also when they came from an upstream that once had the name.
 */
export async function readRowsBefore(
  { hosted, artifacts }: Pick<RegistryStores, 'hosted' | 'artifacts'>,
  ref: PackageRef,
  release: PartedRelease,
  { rules, at, imported }: { readonly rules: PublishRules } & Pick<ReleasedBy, 'at' | 'imported'>,
): Promise<RowsBefore> {
  const before = await hosted.find(ref);
  if (before?.status === 'archived' || before?.status === 'quarantined') {
    const why = before.statusReason === '' ? '' : ` (${before.statusReason})`;
    throw taken(release, `the package is ${before.status}${why}, and takes nothing new`);
  }
  const version = await hosted.findVersion(ref, rules.versionKey(release.version));
  if (version?.removedAt !== undefined) {
    throw taken(release, `this version was published before, and removed; a version is used once`);
  }
  if (version !== undefined && release.joins !== true) {
    const spelt =
      version.version === release.version
        ? 'it is published already'
        : `it is published already, as ${version.version}`;
    throw taken(release, `${spelt}; versions are never replaced`);
  }
  await assertNewFiles({ hosted, artifacts }, ref, release, rules);
  // What was moved in is as old as it was there, and its files come one by one.
  const isMovedIn = imported !== undefined && version?.imported !== undefined;
  if (version !== undefined && !isMovedIn && at - version.publishedAt > JOINABLE_MS) {
    throw taken(
      release,
      `it was published more than ${JOINABLE_MS / DAY_MS} days ago, and takes no more files; publish a new version`,
    );
  }
  return { hosted: before, version };
}

/** A file is known by its name, and by what its ecosystem takes for the same. */
async function assertNewFiles(
  { hosted, artifacts }: Pick<RegistryStores, 'hosted' | 'artifacts'>,
  ref: PackageRef,
  release: PartedRelease,
  rules: PublishRules,
): Promise<void> {
  const keyOf = (file: string): string => rules.fileKey?.(ref.name, file) ?? file;
  const kept = await artifacts.ofPackage(ref);
  const [byName, byKey] = [
    Map.groupBy(kept, ({ file }) => file),
    Map.groupBy(kept, ({ file }) => keyOf(file)),
  ];
  for (const { file } of release.files) {
    if ((await hosted.findFile(ref, file)) !== undefined) {
      throw taken(release, `File already exists: ${file} was published before; files are never replaced`);
    }
    const other = byName.get(file)?.[0] ?? byKey.get(keyOf(file))?.[0];
    if (other === undefined) continue;
    if (other.upstream === HOSTED)
      throw taken(release, `${file} would stand beside ${other.file}, which is the same`);
    throw taken(
      release,
      `${other.file} was served here from upstream ${other.upstream}; take another version`,
    );
  }
}

/** The rows of the release, beside `before`. */
export function rowsOf(
  ref: PackageRef,
  release: PartedRelease,
  key: string,
  {
    before,
    staged,
    by,
  }: {
    readonly before: RowsBefore;
    readonly staged: readonly StagedBlob[];
    readonly by: ReleasedBy;
  },
): ReleaseRows {
  const { at, actor, imported } = by;
  const publishedAt = imported?.publishedAt ?? at;
  // Who joins a version may spell it otherwise; it is one.
  const version = before.version?.version ?? release.version;
  const tags = new Map(before.hosted?.tags);
  for (const tag of release.tags ?? []) tags.set(tag, version);
  const base = { ecosystem: ref.ecosystem, name: ref.name };
  return {
    hosted: {
      ...base,
      spelt: release.spelt,
      // Since when it is here, whatever it was elsewhere: what is new here is held by nobody's being new to it.
      createdAt: at,
      createdBy: actor,
      status: 'active',
      statusReason: '',
      ...before.hosted,
      updatedAt: at,
      tags,
    },
    version: before.version ?? {
      ...base,
      key,
      version,
      publishedAt,
      publishedBy: actor,
      ...given('provenBy', by.provenBy),
      ...(imported === undefined ? {} : movedIn(imported, at)),
      words: release.words,
    },
    files: release.files.map(({ file, words = {} }) => ({
      ...base,
      file,
      versionKey: key,
      publishedAt,
      words,
    })),
    artifacts: release.files.map(({ file }, index) =>
      artifactOf({ ...base, version, file }, staged[index], at),
    ),
  };
}

function movedIn(
  { origin, publisher, yanked, deprecated }: ImportedRelease,
  at: Instant,
): Pick<HostedVersion, 'imported' | 'yanked' | 'deprecated'> {
  return {
    imported: { origin, at, ...given('publisher', publisher) },
    ...given('yanked', yanked),
    ...given('deprecated', deprecated),
  };
}

/** In the order in which readers look: the package is found by its own row last. */
export async function saveRows(work: RegistryStores, rows: ReleaseRows): Promise<void> {
  for (const artifact of rows.artifacts) await work.artifacts.save(artifact);
  for (const file of rows.files) await work.hosted.addFile(file);
  await work.hosted.saveVersion(rows.version);
  await work.hosted.savePackage(rows.hosted);
  const { ecosystem, name, createdAt } = rows.hosted;
  await work.packages.settle({ ecosystem, name, upstream: HOSTED, firstSeenAt: createdAt });
}

function artifactOf(
  of: Pick<ArtifactRecord, 'ecosystem' | 'name' | 'version' | 'file'>,
  blob: StagedBlob | undefined,
  at: Instant,
): ArtifactRecord {
  if (blob === undefined)
    throw new GatehouseError('storage-failed', `Cannot publish ${of.file}: it was not staged`);
  return {
    ...of,
    sha256: blob.sha256,
    sizeBytes: blob.sizeBytes,
    digests: blob.digests,
    upstream: HOSTED,
    url: '',
    storedAt: at,
    present: true,
  };
}

function taken({ spelt, version }: PartedRelease, why: string): GatehouseError {
  return new GatehouseError('conflict', `Cannot publish ${spelt} ${version}: ${why}`, { facts: { version } });
}
