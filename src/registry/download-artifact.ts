// Downloads one artifact: from its upstream's own hosts only, verified against every digest, durable before it is visible.

import type { ArtifactFacts } from '../kernel/evidence.ts';
import { parseHexDigest, type DigestAlgorithm, type Digests } from '../kernel/digest.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { Refusal } from '../ecosystems/adapter-artifact.ts';
import { appendEvidence } from '../evidence/append-evidence.ts';
import { findDifference, stateDigestChange } from './changed-digests.ts';
import type { RegistryDeps } from './deps.ts';
import type { ExaminedPackage } from './examine-package.ts';
import { readAll } from './fetch-documents.ts';
import { lastModifiedOf, statePublished } from './artifact-dates.ts';
import type { ArtifactRecord, StagedBlob, UpstreamResponse } from './ports.ts';
import { condemnIfCopy } from './same-bytes.ts';
import { unexpectedStatus } from './unexpected-status.ts';
import { isOfUpstream, upstreamKey, type Upstream } from './upstreams.ts';

/** A file that the index (or the adapter) knows. */
export interface Located {
  readonly version: string;
  readonly artifact: ArtifactFacts;
}

export type Download =
  | { readonly kind: 'stored'; readonly record: ArtifactRecord }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

const DIGEST_FILE_BYTES = 4_096;

/**
 * Fetches, verifies and keeps `located`. `reconsider` is asked once the response's date is evidence, before its bytes
 * are read, and once more before they are kept. Throws `not-found`, `upstream-refused`, `upstream-forbids`,
 * `digest-mismatch` and what the client and the blob store throw.
 */
export async function downloadArtifact(
  deps: RegistryDeps,
  examined: ExaminedPackage,
  located: Located,
  reconsider: () => Promise<Refusal | undefined>,
): Promise<Download> {
  const upstream = upstreamOf(examined);
  const { response, declared } = await requestWithDigests(deps, upstream, located);
  const refusal = await learnDate(deps, examined, located, response, reconsider);
  if (refusal !== undefined) {
    response.discard();
    return { kind: 'refused', refusal };
  }
  const staged = await deps.blobs.stage(response.body, deps.limits.artifactMaxBytes);
  try {
    verify(located, staged, { ...declared, ...located.artifact.digests });
    await assertUnchanged(deps, examined, located, { ...declared, ...located.artifact.digests }, staged);
    await condemnIfCopy(deps, { ...examined.ref, ...versionAndFile(located), sha256: staged.sha256 });
    // The download took its time: bytes that were condemned meanwhile are never kept.
    const again = await reconsider();
    if (again !== undefined) {
      await staged.abort();
      return { kind: 'refused', refusal: again };
    }
    await staged.commit();
  } catch (error) {
    await staged.abort();
    throw error;
  }
  return { kind: 'stored', record: await keep(deps, examined, located, staged, response) };
}

function upstreamOf({ ref, loaded }: ExaminedPackage): Upstream {
  if (loaded === undefined) {
    throw new GatehouseError('not-found', `Cannot fetch ${ref.name}: it comes from no upstream`);
  }
  return loaded.upstream;
}

function versionAndFile({ version, artifact: { file } }: Located) {
  return { version, file };
}

/** The file and the digests beside it, asked for side by side. */
async function requestWithDigests(
  deps: RegistryDeps,
  upstream: Upstream,
  located: Located,
): Promise<{ readonly response: UpstreamResponse; readonly declared: Digests }> {
  const [response, declared] = await Promise.allSettled([
    request(deps, upstream, located),
    readDigestFiles(deps, upstream, located.artifact),
  ]);
  if (response.status === 'rejected') throw response.reason;
  if (declared.status === 'fulfilled') return { response: response.value, declared: declared.value };
  response.value.discard();
  throw declared.reason;
}

async function request(
  deps: RegistryDeps,
  upstream: Upstream,
  { artifact }: Located,
): Promise<UpstreamResponse> {
  if (!isOfUpstream(upstream, artifact.url)) {
    throw new GatehouseError(
      'upstream-invalid',
      `Cannot fetch ${artifact.file}: upstream ${upstream.name} points to ${hostOf(artifact.url)}, which is neither its own host nor one of its artifact_hosts`,
      { facts: { upstream: upstream.name, host: hostOf(artifact.url) } },
    );
  }
  const response = await deps.client.get({
    url: artifact.url,
    upstream: upstreamKey(upstream),
    maxBytes: deps.limits.artifactMaxBytes,
    identity: true,
  });
  if (response.status === 200) return response;
  response.discard();
  throw unexpectedStatus(upstream, artifact.file, response);
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address that cannot be read';
}

/** The first digest that the upstream keeps in a file beside the artifact, fetched side by side with it; a missing file says nothing. */
async function readDigestFiles(
  deps: RegistryDeps,
  upstream: Upstream,
  artifact: ArtifactFacts,
): Promise<Digests> {
  for (const { algorithm, url } of artifact.digestFiles ?? []) {
    const response = await deps.client.get({
      url,
      upstream: upstreamKey(upstream),
      maxBytes: DIGEST_FILE_BYTES,
    });
    if (response.status !== 200) {
      response.discard();
      // An upstream that cannot answer has not said that there is no digest.
      if (response.status >= 500 || response.status === 429) throw unexpectedStatus(upstream, url, response);
      continue;
    }
    const text = (await readAll(response.body)).toString('latin1');
    const digest = parseHexDigest(algorithm, text.trim().split(/\s+/)[0] ?? '');
    if (digest !== undefined) return { [algorithm]: digest };
  }
  return {};
}

/**
 * Where only the artifact tells its date, the date becomes evidence, and the decision is made again. A version that
 * neither the index lists nor its artifact dates is dated by this first sight.
 */
async function learnDate(
  deps: RegistryDeps,
  { ref, evidence, loaded }: ExaminedPackage,
  { version }: Located,
  response: UpstreamResponse,
  reconsider: () => Promise<Refusal | undefined>,
): Promise<Refusal | undefined> {
  if (!deps.adapters[ref.ecosystem].index.datesFromArtifacts) return undefined;
  const facts = evidence.versions.find((one) => one.version === version);
  const at = lastModifiedOf(response);
  const isFirstSight = at === undefined && facts?.listed === false && facts.published.how === 'pre-existing';
  if (facts?.published.how === 'artifact' || (at === undefined && !isFirstSight)) return reconsider();
  const date = {
    version,
    at: at ?? deps.clock.now(),
    how: at === undefined ? 'first-seen' : 'artifact',
  } as const;
  const statement = statePublished(ref, loaded?.upstream.name ?? 'gatehouse', date, deps.clock.now());
  await deps.work.transact((stores) => appendEvidence(stores, [statement], 'gatehouse', deps.clock.now()));
  deps.caches.revisions.raise(ref);
  return reconsider();
}

function verify({ artifact }: Located, staged: StagedBlob, declared: Digests): void {
  for (const [algorithm, expected] of Object.entries(declared)) {
    const found = staged.digests[algorithm as DigestAlgorithm];
    if (found === undefined || found === expected) continue;
    throw new GatehouseError(
      'digest-mismatch',
      `Cannot accept ${artifact.file}: found ${algorithm} ${found}, expected ${expected} as the upstream declares`,
      { facts: { file: artifact.file, algorithm, found, expected } },
    );
  }
}

/** Bytes that were here before, and were evicted, must come back the same. */
async function assertUnchanged(
  deps: RegistryDeps,
  { ref, artifacts, loaded }: ExaminedPackage,
  { artifact }: Located,
  declared: Digests,
  staged: StagedBlob,
): Promise<void> {
  const record = artifacts.get(artifact.file);
  const difference = record === undefined ? undefined : findDifference(record.digests, staged.digests);
  if (record === undefined || difference === undefined) return;
  // In the index or in a file beside the artifact (Maven): an upstream that declares other bytes has replaced a release.
  const isDeclared = Object.keys(declared).length > 0;
  const statement = stateDigestChange(
    loaded?.upstream.name ?? 'gatehouse',
    record,
    difference,
    isDeclared,
    deps.clock.now(),
  );
  await deps.work.transact((stores) => appendEvidence(stores, [statement], 'gatehouse', deps.clock.now()));
  deps.caches.revisions.raise(ref);
  throw new GatehouseError(
    'digest-mismatch',
    `Cannot accept ${artifact.file}: found ${difference.now}, expected ${difference.was} as first served here`,
    { facts: { file: artifact.file, ...difference } },
  );
}

async function keep(
  deps: RegistryDeps,
  { ref, loaded }: ExaminedPackage,
  { version, artifact }: Located,
  staged: StagedBlob,
  response: UpstreamResponse,
): Promise<ArtifactRecord> {
  const lastModified = lastModifiedOf(response);
  const now = deps.clock.now();
  const record: ArtifactRecord = {
    ...ref,
    version,
    file: artifact.file,
    sha256: staged.sha256,
    sizeBytes: staged.sizeBytes,
    digests: staged.digests,
    upstream: loaded?.upstream.name ?? '',
    url: artifact.url,
    ...(lastModified === undefined ? {} : { lastModified }),
    storedAt: now,
    present: true,
  };
  await deps.work.transact(async ({ artifacts, journal }) => {
    await artifacts.save(record);
    journal.record({
      kind: 'artifact-stored',
      actor: 'gatehouse',
      at: now,
      ecosystem: ref.ecosystem,
      name: ref.name,
      data: { version, file: record.file, sha256: record.sha256, sizeBytes: record.sizeBytes },
    });
  });
  return record;
}
