// What publishers see of their own deployments, and do with them. Others' are as absent as those that never were.

import { GatehouseError } from '../../kernel/errors.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { formatPurl } from '../../formats/purl.ts';
import type { DeploymentStatus } from '../../ecosystems/adapter-publish.ts';
import type { RegistryDeps } from '../deps.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';
import type { PublishDeps, Publisher } from '../publish/publish-deps.ts';
import { depositorOf, requireCredential, requireWriter } from '../publish/publish-right.ts';
import type { DeployedFile, Deployment } from './deployment-ports.ts';
import { partRulesOf } from './kept-parts.ts';
import { publishDeployment } from './publish-deployment.ts';

/** Deployments in which a file is looked for that is asked for without naming one. */
const MAX_SEARCHED = 50;

/** Throws `not-found`, also for what is another's. */
export async function findOwnDeployment(
  { registry }: PublishDeps,
  publisher: Publisher,
  id: string,
): Promise<Deployment> {
  const found = await registry.stores.deployments.find(id);
  if (found !== undefined && found.accountId === depositorOf(publisher)) return found;
  throw new GatehouseError(
    'not-found',
    `Cannot find the deployment ${id.slice(0, 100)}: there is none of this id`,
  );
}

/** A page of a publisher's own, the newest first. Throws `invalid-request` for an `after` that no page ended with. */
export async function listOwnDeployments(
  { registry }: PublishDeps,
  publisher: Publisher,
  { after, limit }: { readonly after?: string; readonly limit: number },
): Promise<readonly Deployment[]> {
  const accountId = depositorOf(publisher);
  if (after === undefined) return registry.stores.deployments.ofAccount(accountId, { limit });
  const [, at = '', id = ''] = /^(\d{1,15}) ([\w-]{1,64})$/.exec(after) ?? [];
  if (id === '')
    throw new GatehouseError('invalid-request', 'Cannot list deployments: found a page that is none');
  return registry.stores.deployments.ofAccount(accountId, { after: { createdAt: Number(at), id }, limit });
}

export function statusOfDeployment(
  registry: Pick<RegistryDeps, 'adapters'>,
  { id, title, state, faults, ecosystem, components }: Deployment,
): DeploymentStatus {
  const purls = components.map(({ name, version }) =>
    formatPurl(registry.adapters, { ecosystem, name }, { version }),
  );
  return { id, title, state, faults, purls };
}

/** Throws `not-found`, `conflict` for one that has failed or is published, and what publishing throws. */
export async function publishOwnDeployment(
  deps: PublishDeps,
  publisher: Publisher,
  id: string,
): Promise<void> {
  requireWriter(deps.registry, publisher.principal);
  const deployment = await findOwnDeployment(deps, publisher, id);
  requireAll(deps, publisher, deployment);
  if (deployment.state === 'failed' || deployment.state === 'published') {
    const found = deployment.state === 'failed' ? 'it has failed' : 'it is published already';
    throw new GatehouseError('conflict', `Cannot publish ${deployment.title}: ${found}`);
  }
  await publishDeployment(deps, publisher, deployment);
}

/** Nothing is left of it. Throws `not-found`, `conflict` for one that is published. */
export async function dropDeployment(deps: PublishDeps, publisher: Publisher, id: string): Promise<void> {
  requireWriter(deps.registry, publisher.principal);
  const deployment = await findOwnDeployment(deps, publisher, id);
  requireAll(deps, publisher, deployment);
  await deps.unit.transact(async ({ deployments }) => {
    const now = await deployments.find(id);
    if (now?.state === 'published') {
      throw new GatehouseError('conflict', `Cannot drop ${now.title}: it is published`);
    }
    await deployments.remove(id);
  });
}

/** A token that is bound to packages does nothing to a deployment of others. */
function requireAll(deps: PublishDeps, publisher: Publisher, { ecosystem, components }: Deployment): void {
  for (const { name } of components) {
    requireCredential(deps.registry, publisher, { ecosystem, name }, 'publish');
  }
}

export async function isPublished(
  { registry }: Pick<PublishDeps, 'registry'>,
  ref: PackageRef,
  version: string,
): Promise<boolean> {
  const key = publishRulesOf(registry, ref.ecosystem).versionKey(version);
  const found = await registry.stores.hosted.findVersion(ref, key);
  return found !== undefined && found.removedAt === undefined && found.version === version;
}

/** A file that came, or its digest, before it is published. Throws `not-found`. */
export async function downloadPart(
  deps: PublishDeps,
  publisher: Publisher,
  ecosystem: Ecosystem,
  { id, path }: { readonly id?: string; readonly path: string },
): Promise<Buffer> {
  const { registry } = deps;
  const place = partRulesOf(registry, ecosystem).readPlace(path);
  const among =
    id === undefined
      ? await registry.stores.deployments.ofAccount(depositorOf(publisher), { limit: MAX_SEARCHED })
      : [await findOwnDeployment(deps, publisher, id)];
  for (const deployment of place === 'ours' ? [] : among) {
    if (deployment.ecosystem !== ecosystem || deployment.state === 'published') continue;
    const { files } = await registry.stores.deploymentParts.of(deployment.id);
    const found = files.find(
      ({ name, file }) => place !== 'ours' && name === place.name && file === place.file,
    );
    if (found === undefined || place === 'ours') continue;
    requireCredential(registry, publisher, { ecosystem, name: found.name }, 'publish');
    if (place.algorithm !== undefined) return Buffer.from(found.digests[place.algorithm] ?? '');
    return bytesOf(registry, found);
  }
  throw new GatehouseError('not-found', `Cannot find ${path.slice(0, 200)}: no deployment has it`);
}

async function bytesOf({ blobs }: RegistryDeps, { file, sha256 }: DeployedFile): Promise<Buffer> {
  const bytes = await blobs.read(sha256);
  if (bytes !== undefined) return bytes;
  throw new GatehouseError('storage-failed', `Cannot send ${file}: its bytes are not here any more`);
}
