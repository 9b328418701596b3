// Moves one version of another registry in: read from its bytes, decided as any release is, and published as of its own date.

import { DIGEST_ALGORITHMS } from '../../kernel/digest.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { PartedRelease, Release } from '../../ecosystems/adapter-publish.ts';
import type { StagedBlob } from '../ports.ts';
import type { PublishDeps, Publisher } from '../publish/publish-deps.ts';
import { stageFiles } from '../publish/admit-release.ts';
import { publishTogether } from '../publish/publish-release.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';
import { compareKept } from './compare-kept.ts';
import type { Imported, ImportWish } from './import-ports.ts';
import { importRulesOf } from './import-rules.ts';
import { findImportOwner, requireImporter } from './import-right.ts';

/**
 * The version is durable and visible once this resolves; one that is here with the same bytes stays as it is. Throws access errors,
 * `not-found` for no such owner, `conflict` for what is here with other bytes and for names and packages of others,
 * `digest-mismatch`, what reading it throws, and `not-allowed` for what a rule of the policy keeps out.
 */
export async function importVersion(
  deps: PublishDeps,
  publisher: Publisher,
  wish: ImportWish,
): Promise<Imported> {
  const { registry, people } = deps;
  const { ref, version, files } = wish;
  requireImporter(registry, publisher, ref);
  importRulesOf(registry, ref.ecosystem);
  const owner = await findImportOwner(people, wish.owner);
  const [kept] = await compareKept(registry, ref, [wish]);
  if (kept?.state === 'present') return { outcome: 'present', notes: [] };
  if (kept?.state === 'conflict')
    throw new GatehouseError('conflict', `Cannot move in ${ref.name} ${version}: ${kept.because}`);
  const release = await deps.reader.readImported(ref.ecosystem, {
    name: ref.name,
    version,
    words: wish.words,
    tags: wish.tags,
    files: files.map(({ file, bytes }) => ({ file, bytes })),
    registryUrl: `${registry.publicUrl}/${ref.ecosystem}`,
  });
  assertSame(deps, release, wish);
  const notes = [...(release.warnings ?? [])];
  const now = registry.clock.now();
  const isFuture = wish.publishedAt !== undefined && wish.publishedAt > now;
  if (isFuture) notes.push('its date lies in the future; today is taken');
  if (wish.publishedAt === undefined) notes.push('it has no date there; today is taken');
  const tagged = await withoutTaken(deps, wish, release);
  await publishTogether(deps, publisher, [
    {
      ref,
      release: tagged,
      stage: async () => assertDigests(wish, release, await stageFiles(deps, release)),
      imported: {
        origin: wish.origin,
        owner,
        maintainers: wish.maintainers,
        told: (note) => notes.push(note),
        ...given('publishedAt', isFuture ? undefined : wish.publishedAt),
        ...given('publisher', wish.publisher),
        ...given('yanked', wish.yanked),
        ...given('deprecated', wish.deprecated),
        ...given('visibility', wish.visibility),
      },
    },
  ]);
  return { outcome: 'imported', notes };
}

/** What was asked for is what the bytes are. */
function assertSame({ registry }: PublishDeps, release: Release, { ref, version }: ImportWish): void {
  const rules = publishRulesOf(registry, ref.ecosystem);
  if (release.name === ref.name && rules.versionKey(release.version) === rules.versionKey(version)) return;
  throw new GatehouseError(
    'invalid-request',
    `Cannot move in ${ref.name} ${version}: its files are of ${release.name} ${release.version}`,
  );
}

/** A tag that points somewhere here stays there: whoever moved it since knew better. */
async function withoutTaken(
  { registry }: PublishDeps,
  { ref }: ImportWish,
  release: Release,
): Promise<PartedRelease> {
  const hosted = await registry.stores.hosted.find(ref);
  const tags = (release.tags ?? []).filter((tag) => hosted?.tags.has(tag) !== true);
  return { ...release, tags };
}

async function assertDigests(
  { ref, version, files }: ImportWish,
  release: Release,
  staged: readonly StagedBlob[],
): Promise<readonly StagedBlob[]> {
  for (const { file, digests } of files) {
    const blob = staged[release.files.findIndex((one) => one.file === file)];
    const wrong = DIGEST_ALGORITHMS.find(
      (algorithm) =>
        digests[algorithm] !== undefined &&
        blob?.digests[algorithm] !== undefined &&
        digests[algorithm] !== blob.digests[algorithm],
    );
    if (blob !== undefined && wrong === undefined) continue;
    await Promise.all(staged.map((one) => one.abort()));
    const found =
      blob === undefined || wrong === undefined
        ? 'it is not among the files of the version'
        : `its ${wrong} is ${blob.digests[wrong]}, and ${digests[wrong]} was said there`;
    throw new GatehouseError('digest-mismatch', `Cannot move in ${ref.name} ${version}: ${file}: ${found}`);
  }
  return staged;
}
