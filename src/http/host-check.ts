// Checks the Host header against the server's own names, so that a page of another site cannot reach us by DNS rebinding.

import { GatehouseError } from '../kernel/errors.ts';
import { LOOPBACK_HOSTS } from './loopback-hosts.ts';

/** Ports differ behind forwarders; what does not fit is checked each time. */
const MAX_REMEMBERED = 16;

/** Throws `not-allowed` for a Host header that is neither `publicUrl`'s nor a name of this machine's loopback. */
export type HostCheck = (host: string | undefined) => void;

/** Makes the check; hosts that passed are remembered, a few of them. */
export function createHostCheck(publicUrl: string): HostCheck {
  const own = new URL(publicUrl);
  const passed = new Set([own.host]);
  return (host) => {
    if (host !== undefined && passed.has(host)) return;
    const name = host?.replace(/:\d{1,5}$/, '').toLowerCase();
    if (host === undefined || name === undefined || !(name === own.hostname || LOOPBACK_HOSTS.has(name))) {
      throw new GatehouseError(
        'not-allowed',
        `Cannot serve this host name: found ${JSON.stringify(host?.slice(0, 100) ?? '')}, expected ${own.host} (server.public_url)`,
      );
    }
    if (passed.size < MAX_REMEMBERED) passed.add(host);
  };
}
