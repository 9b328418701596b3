// Takes in one part of a version: a file, or a digest that belongs to one. Nothing of it is visible to anybody.

import { MINUTE_MS } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { Part, PartPlace } from '../../ecosystems/adapter-publish.ts';
import { actorOf } from '../../identity/principal.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';
import type { PublishDeps, Publisher, PublishWork } from '../publish/publish-deps.ts';
import { assertPublishable } from '../publish/admit-release.ts';
import { depositorOf, requireCredential } from '../publish/publish-right.ts';
import { wayIn, type WayIn } from '../staged/publish-or-stage.ts';
import { addDeployment } from './add-deployment.ts';
import type { Deployment } from './deployment-ports.ts';
import { partRulesOf } from './kept-parts.ts';
import { publishLatePart } from './late-part.ts';

/** Older clients send what belongs to a version, such as its sources, after they said that it was whole. */
export const LATE_MS = 10 * MINUTE_MS;
const MAX_FILES = 1_000;
const MAX_TOTAL_BYTES = 4 * 1024 ** 3;

/**
 * The part is durable once this resolves. Throws `not-signed-in`, `not-allowed`, `conflict` for a version that is published
 * and a name that is taken, `invalid-request` for a digest that is not the file's, `too-large`.
 */
export async function collectPart(
  deps: PublishDeps,
  publisher: Publisher,
  ref: PackageRef,
  part: Part,
): Promise<void> {
  const { action } = await wayIn(deps, publisher, ref);
  requireCredential(deps.registry, publisher, ref, action);
  const deployment = await openFor(deps, publisher, ref, { ...part, action });
  if ('bytes' in part) await keepFile(deps, deployment, ref, part, part.bytes);
  else await keepDigest(deps, deployment, ref, part);
  if (deployment.state !== 'published') return;
  const isComplete = !('bytes' in part) || partRulesOf(deps.registry, ref.ecosystem).isCompanion(part.file);
  if (isComplete) await publishLatePart(deps, publisher, ref, deployment, part);
}

/** The deployment that the part belongs to, opened where there is none. */
async function openFor(
  deps: PublishDeps,
  publisher: Publisher,
  ref: PackageRef,
  part: PartPlace & { readonly digest?: string; readonly action: WayIn['action'] },
): Promise<Deployment> {
  const { registry } = deps;
  const accountId = depositorOf(publisher);
  const key = publishRulesOf(registry, ref.ecosystem).versionKey(part.version);
  const found = await findOpen(deps, accountId, ref, key, part.version);
  if (found !== undefined) return found;
  const { name } = ref;
  const { version, file, action } = part;
  const late = await findLate(deps, accountId, ref, part.version);
  // A digest adds nothing: its file may be published already, by the one before it.
  if (late !== undefined && part.digest !== undefined) return late;
  const joins = late === undefined ? {} : { joins: true as const };
  const release = { name, spelt: name, version, words: {}, files: [{ file }], ...joins };
  await assertPublishable(deps, publisher, ref, release, { action });
  if (late !== undefined) return late;
  const now = registry.clock.now();
  const deployment: Deployment = {
    id: deps.newId(),
    ecosystem: ref.ecosystem,
    title: `${name} ${version}`,
    accountId,
    kind: 'parts',
    components: [{ name, version }],
    of: { name, version, key },
    state: 'open',
    isAutomatic: true,
    faults: {},
    createdAt: now,
    createdBy: actorOf(publisher.principal),
    changedAt: now,
  };
  const isMine = await deps.unit.transact((work) => addDeployment(work, deployment));
  // A request at its side was first.
  const opened = isMine ? deployment : await findOpen(deps, accountId, ref, key, version);
  if (opened !== undefined) return opened;
  throw new GatehouseError('conflict', `Cannot publish ${name} ${version}: it was just published or dropped`);
}

async function findOpen(
  { registry }: PublishDeps,
  accountId: string,
  ref: PackageRef,
  key: string,
  version: string,
): Promise<Deployment | undefined> {
  const open = await registry.stores.deployments.ofPackage(accountId, ref, 'open');
  const found = open.find(({ of }) => of?.key === key);
  if (found?.of === undefined || found.of.version === version) return found;
  throw new GatehouseError(
    'conflict',
    `Cannot publish ${ref.name} ${version}: it is on its way as ${found.of.version}, which is the same version; drop that first (gatehouse deployment drop ${found.id})`,
  );
}

/** Another spelling of the version is none of it: what comes so is refused as a version that is taken. */
async function findLate(
  { registry }: PublishDeps,
  accountId: string,
  ref: PackageRef,
  version: string,
): Promise<Deployment | undefined> {
  const published = await registry.stores.deployments.ofPackage(accountId, ref, 'published');
  return published.find(
    ({ of, changedAt }) => of?.version === version && registry.clock.now() - changedAt < LATE_MS,
  );
}

async function keepFile(
  deps: PublishDeps,
  deployment: Deployment,
  ref: PackageRef,
  { version, file }: PartPlace,
  bytes: Uint8Array,
): Promise<void> {
  const { registry } = deps;
  const staged = await registry.blobs.stage(onePiece(bytes), deps.rules.maxBytes);
  try {
    await staged.commit();
  } finally {
    await staged.abort();
  }
  await deps.unit.transact(async (work) => {
    const now = await assertTakes(work, deployment);
    await startOver(work, now, ref, file);
    const { sha256, sizeBytes, digests } = staged;
    await assertRoom(work, now, sizeBytes);
    const receivedAt = registry.clock.now();
    await work.deploymentParts.saveFile({
      deploymentId: now.id,
      name: ref.name,
      version,
      file,
      sha256,
      sizeBytes,
      digests,
      receivedAt,
    });
    if (now.state === 'open') await work.deployments.save({ ...now, changedAt: receivedAt });
  });
}

/** It may have been published or dropped meanwhile. */
async function assertTakes(
  { deployments }: PublishWork,
  { id, state, title }: Deployment,
): Promise<Deployment> {
  const now = await deployments.find(id);
  if (now?.state === state) return now;
  throw new GatehouseError('conflict', `Cannot publish ${title}: it was published or dropped meanwhile`);
}

/**
 * A file that comes a second time, after its digests, is of another attempt: what is left of the one before is none of its.
 * A request that was only sent again comes before them.
 */
async function startOver(
  { deploymentParts }: PublishWork,
  { id, state }: Deployment,
  { name }: PackageRef,
  file: string,
): Promise<void> {
  if (state !== 'open') return;
  const { declared } = await deploymentParts.of(id);
  if (declared.some((one) => one.name === name && one.file === file)) await deploymentParts.removeAll(id);
}

async function assertRoom(
  { deploymentParts }: PublishWork,
  { id, title }: Deployment,
  sizeBytes: number,
): Promise<void> {
  const { files } = await deploymentParts.of(id);
  const total = files.reduce((sum, one) => sum + one.sizeBytes, sizeBytes);
  if (files.length < MAX_FILES && total <= MAX_TOTAL_BYTES) return;
  throw new GatehouseError(
    'too-large',
    `Cannot publish ${title}: expected at most ${MAX_FILES} files of ${MAX_TOTAL_BYTES} bytes together`,
  );
}

async function keepDigest(
  deps: PublishDeps,
  deployment: Deployment,
  { name }: PackageRef,
  part: Extract<Part, { readonly digest: string }>,
): Promise<void> {
  const { version, file, algorithm, digest } = part;
  await deps.unit.transact(async (work) => {
    const now = await assertTakes(work, deployment);
    const { files, declared } = await work.deploymentParts.of(now.id);
    const computed = files.find((one) => one.name === name && one.file === file)?.digests[algorithm];
    if (computed !== undefined && computed !== digest) {
      throw new GatehouseError(
        'invalid-request',
        `Cannot publish ${file}: its ${algorithm} is ${computed}, and ${digest} was declared`,
      );
    }
    if (declared.length >= 8 * MAX_FILES)
      throw new GatehouseError('too-large', `Cannot publish ${now.title}: found too many digests`);
    await work.deploymentParts.saveDigest({ deploymentId: now.id, name, version, file, algorithm, digest });
  });
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes;
}
