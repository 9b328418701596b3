// Publishes what came of one or more versions: examined whole, decided once for each, and visible in one unit of work.

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { formatPurl } from '../../formats/purl.ts';
import type { CollectedVersion, PartDemands } from '../../ecosystems/adapter-publish.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';
import type { PublishDeps, Publisher, PublishWork } from '../publish/publish-deps.ts';
import { type StagedRelease } from '../publish/admit-release.ts';
import { publishTogether } from '../publish/publish-release.ts';
import { depositorOf, requireCredential } from '../publish/publish-right.ts';
import { isWithoutApprover, wayIn } from '../staged/publish-or-stage.ts';
import { stageTogether } from '../staged/stage-release.ts';
import type { DeployedParts, Deployment, Faults } from './deployment-ports.ts';
import { collectedVersions, keptBlob, otherFiles, partRulesOf } from './kept-parts.ts';

/** Faults that are said in one message. */
const MAX_SAID = 3;

/** A deployment that was examined. */
export interface ExaminedDeployment {
  readonly releases: readonly StagedRelease[];
  readonly faults: Faults;
}

/** What a deployment's parts make, and what keeps them from being published. Throws what storage throws. */
export async function examineDeployment(
  deps: PublishDeps,
  { place }: Pick<Publisher, 'place'>,
  { ecosystem, kind }: Pick<Deployment, 'ecosystem' | 'kind'>,
  parts: DeployedParts,
): Promise<ExaminedDeployment> {
  const { registry, rules } = deps;
  const versions = collectedVersions(registry, parts);
  const demands: PartDemands = {
    signatures: rules.mavenSignatures,
    description: kind === 'bundle',
    other: otherFiles(registry, ecosystem, versions, place.view),
  };
  const releases: StagedRelease[] = [];
  const faults: Record<string, readonly string[]> = {};
  for (const version of versions) {
    const examined = await partRulesOf(registry, ecosystem).examine(version, demands);
    if (examined.faults.length > 0)
      faults[formatPurl(registry.adapters, { ecosystem, name: version.name }, version)] = examined.faults;
    const { release } = examined;
    const stage = async () => filesOf(version, parts).map((file) => keptBlob(registry, file));
    releases.push({ ref: { ecosystem, name: version.name }, release, stage });
  }
  return { releases, faults };
}

function filesOf({ name, version, files }: CollectedVersion, parts: DeployedParts) {
  const wanted = new Set(files.map(({ file }) => file));
  return parts.files.filter((one) => one.name === name && one.version === version && wanted.has(one.file));
}

/**
 * Publishes a deployment that is open or validated. One that may not be published has failed, with the reasons, and what
 * came of it is gone. Throws `invalid-request` with the faults, and what publishing throws.
 */
export async function publishDeployment(
  deps: PublishDeps,
  publisher: Publisher,
  deployment: Deployment,
): Promise<void> {
  const parts = await deps.registry.stores.deploymentParts.of(deployment.id);
  const { releases, faults } = await examineDeployment(deps, publisher, deployment, parts);
  if (Object.keys(faults).length > 0 || releases.length === 0) {
    await fail(deps, deployment, faults);
    throw new GatehouseError('invalid-request', `Cannot publish ${deployment.title}: ${inOneLine(faults)}`);
  }
  try {
    if (await stageInstead(deps, publisher, deployment, releases)) return;
    await publishTogether(deps, publisher, releases, async (work) => {
      const now = await stillThere(work, deployment);
      const changedAt = deps.registry.clock.now();
      await work.deploymentParts.removeAll(now.id);
      await work.deployments.save({ ...now, state: 'published', changedAt, faults: {} });
    });
  } catch (error) {
    // Asking again would be refused again; whoever may not publish leaves it to those who may.
    if (isGatehouseError(error, 'conflict') && deployment.state === 'open')
      await fail(deps, deployment, { [deployment.title]: [error.message] });
    throw error;
  }
}

/**
 * Where one of the versions takes somebody's approval, or the credential may do no more: all of them wait for it. A bundle's
 * client asks until it is published, so that one is refused as anything else that may not be.
 */
async function stageInstead(
  deps: PublishDeps,
  publisher: Publisher,
  deployment: Deployment,
  releases: readonly StagedRelease[],
): Promise<boolean> {
  if (deployment.kind !== 'parts') return false;
  const ways = await Promise.all(releases.map(({ ref }) => wayIn(deps, publisher, ref)));
  if (ways.every(({ action }) => action === 'publish')) return false;
  const toStage = releases.map((one, index) => ({ ...one, because: ways[index]?.because ?? [] }));
  try {
    await stageTogether(deps, publisher, toStage, async (work) => {
      await stillThere(work, deployment);
      await work.deployments.remove(deployment.id);
    });
    return true;
  } catch (error) {
    // Publishing says what keeps it from being published.
    if (isWithoutApprover(error)) return false;
    throw error;
  }
}

/** Throws `conflict` for one that was published or dropped meanwhile. */
async function stillThere(
  { deployments }: PublishWork,
  { id, state, title }: Deployment,
): Promise<Deployment> {
  const now = await deployments.find(id);
  if (now?.state === state) return now;
  throw new GatehouseError('conflict', `Cannot publish ${title}: it was published or dropped`);
}

function inOneLine(faults: Faults): string {
  const all = Object.values(faults).flat();
  const more = all.length > MAX_SAID ? `; and ${all.length - MAX_SAID} more` : '';
  return all.length === 0 ? 'nothing of it came' : `${all.slice(0, MAX_SAID).join('; ')}${more}`;
}

async function fail(
  { unit, registry }: PublishDeps,
  { id, state }: Deployment,
  faults: Faults,
): Promise<void> {
  await unit.transact(async ({ deployments, deploymentParts }) => {
    const now = await deployments.find(id);
    if (now?.state !== state) return;
    await deploymentParts.removeAll(id);
    await deployments.save({ ...now, state: 'failed', faults, changedAt: registry.clock.now() });
  });
}

/**
 * A client said that all of it has come: publishes its account's open deployments of these versions. Throws `conflict` when
 * there is none and the first of them is not published either.
 */
export async function publishWhole(
  deps: PublishDeps,
  publisher: Publisher,
  ref: PackageRef,
  versions: readonly string[],
): Promise<void> {
  const { registry } = deps;
  requireCredential(registry, publisher, ref, (await wayIn(deps, publisher, ref)).action);
  const open = await registry.stores.deployments.ofPackage(depositorOf(publisher), ref, 'open');
  const named = open.filter(({ of }) => of !== undefined && versions.includes(of.version));
  for (const deployment of named) await publishDeployment(deps, publisher, deployment);
  const [newest] = versions;
  if (named.length > 0 || newest === undefined) return;
  const key = publishRulesOf(registry, ref.ecosystem).versionKey(newest);
  const version = await registry.stores.hosted.findVersion(ref, key);
  if (version !== undefined && version.removedAt === undefined) return;
  throw new GatehouseError(
    'conflict',
    `Cannot publish ${ref.name} ${newest.slice(0, 100)}: nothing of it has come, or it came too long ago; send it again`,
  );
}
