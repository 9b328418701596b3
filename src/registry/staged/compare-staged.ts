// Compares a staged version with the one before, for whoever is to decide about it.

import type { Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { HostedFacts, Words } from '../../ecosystems/adapter-publish.ts';
import type { HostedVersion } from '../hosted/hosted-ports.ts';
import { hostedUpstream } from '../hosted/load-hosted.ts';
import type { ArtifactRecord } from '../ports.ts';
import type { PublishDeps, Publisher } from '../publish/publish-deps.ts';
import type { ComparedVersion, ReleaseComparison } from './comparison.ts';
import { filesOfStaged, findStaged } from './find-staged.ts';
import { readStagedBytes } from './staged-bytes.ts';
import type { StagedVersion } from './staged-ports.ts';

/** What is read into memory of the files of one version; what is beyond it is told by name alone. */
const MAX_READ_BYTES = 160 << 20;

export interface StagedComparison extends ReleaseComparison {
  /** The version that it is compared with; absent: it is the first. */
  readonly previous?: { readonly version: string; readonly publishedAt: Instant };
  /** Files of either that were not looked into, since all of them together are too large. */
  readonly left: readonly string[];
}

/** Throws `not-found` for what the asker may not see, `conflict` for one that is closed, and what reading the bytes throws. */
export async function compareStaged(
  deps: PublishDeps,
  publisher: Publisher,
  id: string,
): Promise<StagedComparison> {
  const { registry, comparer } = deps;
  const staged = await findStaged(deps, publisher, id);
  if (staged.state !== 'open') {
    throw new GatehouseError(
      'conflict',
      `Cannot compare ${staged.name} ${staged.version}: it is ${staged.state} already, and waits no more`,
      { facts: { state: staged.state } },
    );
  }
  const previous = await findPrevious(deps, staged);
  const left: string[] = [];
  const after = await sideOfStaged(deps, staged, left);
  const before = previous === undefined ? undefined : await sideOfPublished(deps, staged, previous, left);
  const registryUrl = hostedUpstream(registry, staged.ecosystem).url;
  const compared = await comparer.compare({
    ecosystem: staged.ecosystem,
    ...given('before', before),
    after,
    registryUrl,
  });
  const { version = '', publishedAt = 0 } = previous ?? {};
  return { ...compared, left, ...(previous === undefined ? {} : { previous: { version, publishedAt } }) };
}

/** The newest that is older by the order of versions; else the newest that there is. */
async function findPrevious(
  { registry }: PublishDeps,
  staged: StagedVersion,
): Promise<HostedVersion | undefined> {
  const { compare } = registry.adapters[staged.ecosystem].versions;
  const versions = (await registry.stores.hosted.versions(staged))
    .filter(({ removedAt, key }) => removedAt === undefined && key !== staged.key)
    .sort((one, other) => compare(one.version, other.version));
  return versions.findLast(({ version }) => compare(version, staged.version) < 0) ?? versions.at(-1);
}

async function sideOfStaged(
  deps: PublishDeps,
  staged: StagedVersion,
  left: string[],
): Promise<ComparedVersion> {
  const files = await filesOfStaged(deps, staged);
  const { version, release, stagedAt: at } = staged;
  const facts = factsOf(staged, release.spelt, { version, words: release.words, at }, files);
  const read = await readAll(files, left, (file) => readStagedBytes(deps.registry, file));
  return { version, facts, files: read };
}

async function sideOfPublished(
  { registry }: PublishDeps,
  ref: PackageRef,
  { version, words, publishedAt: at, key }: HostedVersion,
  left: string[],
): Promise<ComparedVersion> {
  const { hosted, artifacts } = registry.stores;
  const ofVersion = new Map(
    (await hosted.files(ref)).flatMap((file) =>
      file.versionKey === key ? [[file.file, file.words] as const] : [],
    ),
  );
  const kept = (await artifacts.ofPackage(ref)).filter(({ file, present }) => present && ofVersion.has(file));
  const files = kept.map((one) => ({ ...one, words: ofVersion.get(one.file) ?? {} }));
  const spelt = (await hosted.find(ref))?.spelt ?? ref.name;
  const facts = factsOf(ref, spelt, { version, words, at }, files);
  return { version, facts, files: await readAll(files, left, (file) => readStagedBytes(registry, file)) };
}

/** The smaller ones first, so that a large one keeps none of them from being looked into. */
async function readAll<F extends Pick<ArtifactRecord, 'file' | 'sizeBytes'>>(
  files: readonly F[],
  left: string[],
  read: (file: F) => Promise<Buffer>,
): Promise<ComparedVersion['files']> {
  const taken: { file: string; bytes: Uint8Array }[] = [];
  let total = 0;
  for (const file of [...files].sort((one, other) => one.sizeBytes - other.sizeBytes)) {
    total += file.sizeBytes;
    if (total > MAX_READ_BYTES) left.push(file.file);
    else taken.push({ file: file.file, bytes: await read(file) });
  }
  return taken.sort((one, other) => (one.file < other.file ? -1 : 1));
}

/** The package with one version alone. */
function factsOf(
  { name }: PackageRef,
  spelt: string,
  { version, words, at }: { readonly version: string; readonly words: Words; readonly at: Instant },
  files: readonly (Pick<ArtifactRecord, 'file' | 'digests' | 'sizeBytes'> & { readonly words: Words })[],
): HostedFacts {
  return {
    name,
    spelt,
    createdAt: at,
    updatedAt: at,
    tags: new Map(),
    status: 'active',
    statusReason: '',
    versions: [
      {
        version,
        publishedAt: at,
        words,
        files: files.map((one) => ({
          file: one.file,
          digests: one.digests,
          sizeBytes: one.sizeBytes,
          publishedAt: at,
          words: one.words,
        })),
      },
    ],
  };
}
