// The status of the server.

import { hasAdministrator } from '../../identity/accounts/first-administrator.ts';
import type { Principal } from '../../identity/principal.ts';
import { formatInstant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import type { Status } from './status-contract.ts';
import type { ApiDeps } from './deps.ts';
import { describeFeeds } from './describe-feeds.ts';
import { describeUpstreams } from './describe-upstreams.ts';
import { findWarnings } from './find-warnings.ts';

/** How everything stands now. */
export async function readStatus(deps: ApiDeps, principal?: Principal): Promise<Status> {
  const [feeds, usage, isAdministered, letters] = await Promise.all([
    describeFeeds(deps),
    deps.storage.usage(),
    hasAdministrator(deps.identity.identity),
    deps.mail.waiting(),
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
    mail: {
      to: deps.mail.to,
      waiting: letters.count,
      // It may name who the letter is for.
      ...(isAdministrator(principal) ? given('lastError', letters.lastError) : {}),
    },
    warnings: findWarnings({ needsAdministrator, feeds, upstreams, storage, publicUrl }),
    needsAdministrator,
  };
}

function isAdministrator(principal: Principal | undefined): boolean {
  return principal !== undefined && principal.kind !== 'nobody' && principal.role === 'administrator';
}
