// The status of the server.

import { hasAdministrator } from '../../identity/accounts/first-administrator.ts';
import { formatInstant } from '../../kernel/clock.ts';
import type { Status } from './status-contract.ts';
import type { ApiDeps } from './deps.ts';
import { describeFeeds } from './describe-feeds.ts';
import { describeUpstreams } from './describe-upstreams.ts';
import { findWarnings } from './find-warnings.ts';

/** How everything stands now. */
export async function readStatus(deps: ApiDeps): Promise<Status> {
  const [feeds, usage, isAdministered] = await Promise.all([
    describeFeeds(deps),
    deps.storage.usage(),
    hasAdministrator(deps.identity.identity),
  ]);
  const upstreams = describeUpstreams(deps.registry.upstreams, deps.health());
  const { database, quotaBytes } = deps.storage;
  const { packages: _packages, ...bytes } = usage;
  const storage = { database, quotaBytes, ...bytes };
  const { version, publicUrl } = deps;
  const needsAdministrator = !isAdministered;
  return {
    version,
    publicUrl,
    startedAt: formatInstant(deps.startedAt),
    feeds,
    upstreams,
    storage,
    warnings: findWarnings({ needsAdministrator, feeds, upstreams, storage, publicUrl }),
    needsAdministrator,
  };
}
