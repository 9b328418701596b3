// Which view the readers of a network get.

import type { CurrentPolicies } from '../governance/current-policies.ts';
import { parseNetworks } from '../http/client-address.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { Config } from './config-schema.ts';

/** The view of an address by its network; undefined where no network is named. */
export type NetworkViews = (address: string) => string | undefined;

/** Reads `access.views`. Throws `invalid-config` for what is no network, and for a view that has no policy. */
export function createNetworkViews(
  { access }: Pick<Config, 'access'>,
  policies: Pick<CurrentPolicies, 'all'>,
): NetworkViews {
  const known = policies.all().map(({ view }) => view);
  const views = access.views.map(({ networks, view }, at) => {
    if (!known.includes(view)) {
      throw new GatehouseError(
        'invalid-config',
        `Cannot use access.views[${at}].view: found ${JSON.stringify(view)}, expected one of ${known.join(', ')}; apply a policy to the view first`,
      );
    }
    return { view, contains: parseNetworks(networks, `access.views[${at}].networks`) };
  });
  return (address) => views.find(({ contains }) => contains(address))?.view;
}
