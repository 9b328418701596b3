// Loads a package that is published here: its rows, written by the adapter as the documents that an upstream would send.

import type { PackageRef } from '../../kernel/package-ref.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { Documents, IndexContext } from '../../ecosystems/adapter-index-document.ts';
import type { HostedFacts, HostedFileFacts, PublishRules } from '../../ecosystems/adapter-publish.ts';
import type { RegistryDeps } from '../deps.ts';
import { heldDocument, sizeOfKept } from '../kept-document.ts';
import type { LoadedPackage } from '../load-package.ts';
import type { ArtifactRecord, RegistryStores } from '../ports.ts';
import type { Upstream } from '../upstreams.ts';
import { HOSTED, type HostedFile, type HostedPackage, type HostedVersion } from './hosted-ports.ts';

/** What is published here stands for an upstream of its own. */
export function hostedUpstream(
  { publicUrl }: Pick<RegistryDeps, 'publicUrl'>,
  ecosystem: Ecosystem,
): Upstream {
  return { ecosystem, name: HOSTED, url: `${publicUrl}/${ecosystem}`, artifactHosts: [] };
}

/** The ecosystem's rules of publishing. Throws `read-only` where nothing is published. */
export function publishRulesOf(
  { adapters }: Pick<RegistryDeps, 'adapters'>,
  ecosystem: Ecosystem,
): PublishRules {
  const { publish, title } = adapters[ecosystem];
  if (publish !== undefined) return publish;
  throw new GatehouseError('read-only', `Cannot publish: ${title} packages are not published here`);
}

/**
 * The package; undefined when nothing was ever published under this name. Throws `not-found` for one of which every version was
 * removed: its name is ours all the same.
 */
export async function loadHosted(deps: RegistryDeps, ref: PackageRef): Promise<LoadedPackage | undefined> {
  const facts = await readHosted(deps.stores, ref);
  if (facts === undefined) return undefined;
  if (facts.versions.length > 0)
    return describeHosted(deps, ref, { ...facts, ...(await maintainers(deps, ref)) });
  throw new GatehouseError('not-found', `Cannot find ${ref.name}: every version of it was removed`);
}

async function maintainers(
  deps: Pick<RegistryDeps, 'adapters' | 'maintainersOf'>,
  ref: PackageRef,
): Promise<Pick<HostedFacts, 'maintainers'>> {
  const { namesMaintainers } = publishRulesOf(deps, ref.ecosystem);
  return namesMaintainers === true ? { maintainers: await deps.maintainersOf(ref) } : {};
}

/** The package as it would be loaded with these facts. */
export async function describeHosted(
  deps: RegistryDeps,
  ref: PackageRef,
  facts: HostedFacts,
): Promise<LoadedPackage> {
  const upstream = hostedUpstream(deps, ref.ecosystem);
  const rules = publishRulesOf(deps, ref.ecosystem);
  const context: IndexContext = {
    name: ref.name,
    upstreamUrl: upstream.url,
    upstreamDocuments: rules.ownDocuments?.(upstream.url) ?? new Map(),
  };
  const documents = holdAll(rules.describe(facts, upstream.url));
  const index = await deps.engine.read(ref.ecosystem, documents, context);
  return {
    ref,
    upstream,
    index,
    context,
    readFrom: [...documents].map(([key, { sha256 }]) => `${key} ${sha256}`).join('\n'),
    firstSeenAt: facts.createdAt,
    checkedAt: deps.clock.now(),
    vanished: false,
    validUntil: Infinity,
    held: documents,
    sizeBytes: index.heldBytes + sizeOfKept(documents),
  };
}

/** The documents of a package that is published here; undefined when none is. */
export async function describeStored(
  deps: Pick<RegistryDeps, 'adapters' | 'publicUrl'> & {
    readonly stores: Pick<RegistryStores, 'hosted' | 'artifacts'>;
  },
  ref: PackageRef,
): Promise<Documents | undefined> {
  const facts = await readHosted(deps.stores, ref);
  if (facts === undefined) return undefined;
  return publishRulesOf(deps, ref.ecosystem).describe(facts, hostedUpstream(deps, ref.ecosystem).url);
}

/** All that is kept of a package, as its adapter takes it. */
export async function readHosted(
  stores: Pick<RegistryStores, 'hosted' | 'artifacts'>,
  ref: PackageRef,
): Promise<HostedFacts | undefined> {
  const hosted = await stores.hosted.find(ref);
  if (hosted === undefined) return undefined;
  const [versions, files, artifacts] = await Promise.all([
    stores.hosted.versions(ref),
    stores.hosted.files(ref),
    stores.artifacts.ofPackage(ref),
  ]);
  return factsOf(hosted, versions, files, artifacts);
}

/** The facts that rows amount to. */
export function factsOf(
  hosted: HostedPackage,
  versions: readonly HostedVersion[],
  files: readonly HostedFile[],
  artifacts: readonly ArtifactRecord[],
): HostedFacts {
  const kept = new Map(artifacts.map((record) => [record.file, record]));
  const ofVersion = Map.groupBy(files, ({ versionKey }) => versionKey);
  return {
    name: hosted.name,
    spelt: hosted.spelt,
    createdAt: hosted.createdAt,
    updatedAt: hosted.updatedAt,
    tags: hosted.tags,
    status: hosted.status,
    statusReason: hosted.statusReason,
    versions: versions
      .filter(({ removedAt }) => removedAt === undefined)
      .map((version) => ({
        version: version.version,
        publishedAt: version.publishedAt,
        words: version.words,
        ...given('yanked', version.yanked),
        ...given('deprecated', version.deprecated),
        files: (ofVersion.get(version.key) ?? []).flatMap((file) => fileFacts(file, kept.get(file.file))),
      })),
  };
}

function fileFacts(file: HostedFile, record: ArtifactRecord | undefined): readonly HostedFileFacts[] {
  if (record === undefined) return [];
  const { digests, sizeBytes } = record;
  return [{ file: file.file, digests, sizeBytes, publishedAt: file.publishedAt, words: file.words }];
}

function holdAll(documents: Documents) {
  return new Map([...documents].map(([key, bytes]) => [key, heldDocument(bytes)]));
}
