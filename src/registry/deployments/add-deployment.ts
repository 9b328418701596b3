// Adds a deployment to those that an account has under way, of which it has no more than so many.

import { GatehouseError } from '../../kernel/errors.ts';
import type { Deployment, DeploymentStores } from './deployment-ports.ts';

/** Each may hold gigabytes for days. */
export const MAX_UNDER_WAY = 100;

/** Answers whether it is the first one of its version. Throws `too-many-requests`. */
export async function addDeployment(
  { deployments }: Pick<DeploymentStores, 'deployments'>,
  deployment: Deployment,
): Promise<boolean> {
  const isUnderWay = deployment.state !== 'failed';
  if (isUnderWay && (await deployments.underWay(deployment.accountId)) >= MAX_UNDER_WAY) {
    throw new GatehouseError(
      'too-many-requests',
      `Cannot take in ${deployment.title}: ${MAX_UNDER_WAY} deployments of yours wait to be published; publish or drop some of them first (gatehouse deployment list)`,
    );
  }
  return deployments.add(deployment);
}
