// How the upstreams fare, as the API and readiness tell it.

import type { Upstream } from '../../registry/upstreams.ts';
import type { UpstreamStatus } from './status-contract.ts';
import type { OriginState } from './deps.ts';
import { withoutCredentials } from './without-credentials.ts';
import { timeField } from './render-verdict.ts';

const STATES = { up: 'up', failing: 'failing', open: 'down' } as const;

/** Every configured upstream, by what its own origin did last. */
export function describeUpstreams(
  upstreams: readonly Upstream[],
  health: readonly OriginState[],
): UpstreamStatus[] {
  const origins = new Map(health.map((one) => [one.origin, one]));
  return upstreams.map(({ ecosystem, name, url, artifactHosts }) => {
    const origin = origins.get(new URL(url).origin);
    const isWell = origin === undefined || origin.state === 'up';
    return {
      ecosystem,
      name,
      url: withoutCredentials(url),
      artifactHosts: [...artifactHosts],
      state: origin === undefined ? 'unused' : STATES[origin.state],
      ...(isWell || origin.lastError === undefined ? {} : { lastError: origin.lastError }),
      ...timeField('lastSuccessAt', origin?.lastSuccessAt),
    };
  });
}
