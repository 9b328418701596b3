// Takes in an archive of one or more versions in their layout: unpacked, examined, and kept until its publisher decides.

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { ARCHIVE_LIMITS } from '../../formats/archive/read-archive.ts';
import { readZip } from '../../formats/archive/read-zip.ts';
import { formatPurl } from '../../formats/purl.ts';
import type { PartRules } from '../../ecosystems/adapter-publish.ts';
import { actorOf } from '../../identity/principal.ts';
import type { PublishDeps, Publisher } from '../publish/publish-deps.ts';
import { assertPublishable } from '../publish/admit-release.ts';
import { depositorOf, requireWriter } from '../publish/publish-right.ts';
import { addDeployment } from './add-deployment.ts';
import type { DeclaredDigest, DeployedFile, DeployedParts, Deployment, Faults } from './deployment-ports.ts';
import { partRulesOf } from './kept-parts.ts';
import { examineDeployment, publishDeployment, type ExaminedDeployment } from './publish-deployment.ts';

const MAX_ENTRIES = 5_000;
/** Where faults stand that are of no version. */
const OF_ARCHIVE = 'bundle';

export interface Bundle {
  /** As its publisher calls it; may be empty. */
  readonly title: string;
  /** Whether it is published at once if nothing keeps it from being published. */
  readonly isAutomatic: boolean;
  readonly bytes: Uint8Array;
}

/**
 * The id of the deployment, which is kept then with what became of it. Throws `not-signed-in`, `not-allowed`,
 * `invalid-archive` for what cannot be unpacked, `too-large`, and what storage throws.
 */
export async function uploadBundle(
  deps: PublishDeps,
  publisher: Publisher,
  ecosystem: Ecosystem,
  bundle: Bundle,
): Promise<string> {
  requireWriter(deps.registry, publisher.principal);
  const id = deps.newId();
  const { parts, faults } = await unpack(deps, ecosystem, id, bundle);
  const examined = await examineDeployment(deps, publisher, { ecosystem, kind: 'bundle' }, parts);
  const deployment = await keep(deps, publisher, {
    id,
    ecosystem,
    bundle,
    parts,
    examined,
    faults: joined(faults, examined.faults, await rightsFaults(deps, publisher, examined)),
  });
  if (deployment.isAutomatic && deployment.state === 'validated')
    await publishNow(deps, publisher, deployment);
  return id;
}

interface Unpacked {
  readonly parts: DeployedParts;
  readonly faults: Faults;
}

async function unpack(
  deps: PublishDeps,
  ecosystem: Ecosystem,
  deploymentId: string,
  { bytes }: Bundle,
): Promise<Unpacked> {
  const limits = { ...ARCHIVE_LIMITS, maxEntries: MAX_ENTRIES, maxTakenBytes: deps.rules.maxBytes };
  const { taken } = await readZip(bytes, 'the bundle', () => true, limits);
  const rules = partRulesOf(deps.registry, ecosystem);
  const files: DeployedFile[] = [];
  const declared: DeclaredDigest[] = [];
  const wrong: string[] = [];
  for (const [path, content] of taken) {
    const part = readEntry(rules, path, content, wrong);
    if (part === undefined) continue;
    const { name, version, file, algorithm } = part;
    if (algorithm === undefined) {
      files.push({ deploymentId, name, version, file, ...(await keepBytes(deps, content)) });
    } else {
      declared.push({ deploymentId, name, version, file, algorithm, digest: part.digest });
    }
  }
  if (files.length === 0) wrong.push('it has no file of any version');
  return {
    parts: { files, declared },
    faults: wrong.length === 0 ? {} : { [OF_ARCHIVE]: [...new Set(wrong)] },
  };
}

/** What an entry is; what it cannot be is written down. */
function readEntry(rules: PartRules, path: string, content: Uint8Array, wrong: string[]) {
  try {
    const place = rules.readPlace(path);
    if (place === 'ours') return undefined;
    const { algorithm } = place;
    if (algorithm === undefined) return { ...place, algorithm };
    return { ...place, algorithm, digest: rules.readDigest(content, algorithm, path) };
  } catch (error) {
    if (!isGatehouseError(error)) throw error;
    wrong.push(error.message);
    return undefined;
  }
}

async function keepBytes({ registry, rules }: PublishDeps, bytes: Uint8Array) {
  const staged = await registry.blobs.stage(onePiece(bytes), rules.maxBytes);
  try {
    await staged.commit();
    const { sha256, sizeBytes, digests } = staged;
    return { sha256, sizeBytes, digests, receivedAt: registry.clock.now() };
  } finally {
    await staged.abort();
  }
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes;
}

/** Versions that are taken, and names that are not the publisher's. */
async function rightsFaults(
  deps: PublishDeps,
  publisher: Publisher,
  { releases }: ExaminedDeployment,
): Promise<Faults> {
  const faults: Record<string, readonly string[]> = {};
  for (const { ref, release } of releases) {
    try {
      await assertPublishable(deps, publisher, ref, release);
    } catch (error) {
      if (!isGatehouseError(error, 'conflict', 'not-allowed', 'not-found')) throw error;
      faults[formatPurl(deps.registry.adapters, ref, { version: release.version })] = [error.message];
    }
  }
  return faults;
}

function joined(...all: readonly Faults[]): Faults {
  const faults: Record<string, readonly string[]> = {};
  for (const [of, lines] of all.flatMap((one) => Object.entries(one))) {
    faults[of] = [...(faults[of] ?? []), ...lines];
  }
  return faults;
}

interface Kept extends Pick<Deployment, 'id' | 'ecosystem' | 'faults'> {
  readonly bundle: Bundle;
  readonly parts: DeployedParts;
  readonly examined: ExaminedDeployment;
}

/** Of one that has failed, the files are not kept. */
async function keep(deps: PublishDeps, publisher: Publisher, kept: Kept): Promise<Deployment> {
  const { id, ecosystem, bundle, parts, examined, faults } = kept;
  const now = deps.registry.clock.now();
  const components = examined.releases.map(({ ref, release }) => ({
    name: ref.name,
    version: release.version,
  }));
  const [first] = components;
  const named = first === undefined ? 'a bundle' : `${first.name} ${first.version}`;
  const deployment: Deployment = {
    id,
    ecosystem,
    title: bundle.title === '' ? named : bundle.title,
    accountId: depositorOf(publisher),
    kind: 'bundle',
    components,
    state: Object.keys(faults).length > 0 ? 'failed' : 'validated',
    isAutomatic: bundle.isAutomatic,
    faults,
    createdAt: now,
    createdBy: actorOf(publisher.principal),
    changedAt: now,
  };
  await deps.unit.transact(async (work) => {
    await addDeployment(work, deployment);
    if (deployment.state === 'failed') return;
    for (const file of parts.files) await work.deploymentParts.saveFile(file);
    for (const digest of parts.declared) await work.deploymentParts.saveDigest(digest);
  });
  return deployment;
}

/** That a rule keeps it out, or that somebody was faster, is told as the others are. */
async function publishNow(deps: PublishDeps, publisher: Publisher, deployment: Deployment): Promise<void> {
  try {
    await publishDeployment(deps, publisher, deployment);
  } catch (error) {
    if (!(error instanceof GatehouseError)) throw error;
    await deps.unit.transact(async ({ deployments, deploymentParts }) => {
      const now = await deployments.find(deployment.id);
      if (now?.state !== 'validated') return;
      await deploymentParts.removeAll(now.id);
      await deployments.save({ ...now, state: 'failed', faults: { [OF_ARCHIVE]: [error.message] } });
    });
  }
}
