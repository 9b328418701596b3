// What a publisher has on its way in: told of, published or dropped.

import { formatInstant } from '../../../kernel/clock.ts';
import { given } from '../../../kernel/given.ts';
import type { Principal } from '../../../identity/principal.ts';
import type { Deployment } from '../../../registry/deployments/deployment-ports.ts';
import {
  dropDeployment,
  findOwnDeployment,
  listOwnDeployments,
  publishOwnDeployment,
} from '../../../registry/deployments/own-deployments.ts';
import type { Publisher } from '../../../registry/publish/publish-deps.ts';
import type { ApiDeps } from '../deps.ts';
import {
  deploymentDetail,
  deploymentPage,
  deploymentQuery,
  type DeploymentDetail,
  type DeploymentItem,
} from '../deployment-contract.ts';
import { asPage, idParam } from '../query.ts';
import { route } from '../route.ts';

const listRoute = route({
  method: 'GET',
  url: '/api/v1/deployments',
  summary: "The caller's deployments, the newest first",
  access: 'read-deployments',
  query: deploymentQuery,
  answer: deploymentPage,
  async handle(deps, { principal, address, query }) {
    const { limit, after } = query;
    const publisher = publisherOf(deps, principal, address);
    const rows = await listOwnDeployments(deps.publishing, publisher, {
      limit: limit + 1,
      ...given('after', after),
    });
    return asPage(rows, limit, renderItem, ({ createdAt, id }) => `${createdAt} ${id}`);
  },
});

const showRoute = route({
  method: 'GET',
  url: '/api/v1/deployments/:id',
  summary: "One of the caller's deployments, with its files and what keeps it from being published",
  access: 'read-deployments',
  params: idParam,
  answer: deploymentDetail,
  async handle(deps, { principal, address, params }): Promise<DeploymentDetail> {
    const found = await findOwnDeployment(deps.publishing, publisherOf(deps, principal, address), params.id);
    const { files } = await deps.registry.stores.deploymentParts.of(found.id);
    return {
      ...renderShared(found),
      faults: Object.fromEntries(Object.entries(found.faults).map(([of, lines]) => [of, [...lines]])),
      files: files.map(({ name, version, file, sizeBytes, sha256, receivedAt }) => ({
        name,
        version,
        file,
        sizeBytes,
        sha256,
        receivedAt: formatInstant(receivedAt),
      })),
    };
  },
});

const publishRoute = route({
  method: 'POST',
  url: '/api/v1/deployments/:id/publish',
  summary: "Publishes one of the caller's deployments, whole",
  access: 'manage-deployments',
  params: idParam,
  async handle(deps, { principal, address, params }) {
    await publishOwnDeployment(deps.publishing, publisherOf(deps, principal, address), params.id);
    return undefined;
  },
});

const dropRoute = route({
  method: 'DELETE',
  url: '/api/v1/deployments/:id',
  summary: "Drops one of the caller's deployments that is not published",
  access: 'manage-deployments',
  params: idParam,
  async handle(deps, { principal, address, params }) {
    await dropDeployment(deps.publishing, publisherOf(deps, principal, address), params.id);
    return undefined;
  },
});

export const deploymentRoutes = [listRoute, showRoute, publishRoute, dropRoute];

function publisherOf(deps: Pick<ApiDeps, 'viewFor'>, principal: Principal, address: string): Publisher {
  return { principal, place: { address, view: deps.viewFor(principal, address) } };
}

function renderItem(deployment: Deployment): DeploymentItem {
  return { ...renderShared(deployment), faultCount: Object.values(deployment.faults).flat().length };
}

function renderShared(deployment: Deployment): Omit<DeploymentItem, 'faultCount'> {
  const { id, title, ecosystem, kind, state, isAutomatic, components, createdAt, changedAt } = deployment;
  return {
    id,
    title,
    ecosystem,
    kind,
    state,
    isAutomatic,
    versions: [...components],
    createdAt: formatInstant(createdAt),
    changedAt: formatInstant(changedAt),
  };
}
