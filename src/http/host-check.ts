// Checks the Host header against the server's own names, so that a page of another site cannot reach us by DNS rebinding.

import { GatehouseError } from '../kernel/errors.ts';

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Throws `not-allowed` unless `host` is that of `publicUrl` or a name of this machine's loopback. */
export function assertHost(host: string | undefined, publicUrl: string): void {
  const own = new URL(publicUrl);
  if (host === own.host) return;
  const name = host?.replace(/:\d{1,5}$/, '').toLowerCase();
  if (name !== undefined && (name === own.hostname || LOOPBACK_HOSTS.has(name))) return;
  throw new GatehouseError(
    'not-allowed',
    `Cannot serve this host name: found ${JSON.stringify(host?.slice(0, 100) ?? '')}, expected ${own.host} (server.public_url)`,
  );
}
