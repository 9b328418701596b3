// Keeps other sites from making a browser act here: a request that changes something must come from a page of ours.

import type { IncomingHttpHeaders } from 'node:http';

import type { Principal } from '../../identity/principal.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { LOOPBACK_HOSTS } from '../loopback-hosts.ts';

/**
 * Throws `not-allowed` when a request that changes something was made by a page of another origin. A token is proof
 * enough, since no browser adds one by itself; a person's session must come with a word of the browser's about its origin
 * (Sec-Fetch-Site, or Origin); nobody's request (a sign-in) may come without one, as from the command line.
 */
export function assertSameOrigin(
  headers: IncomingHttpHeaders,
  principal: Principal,
  publicUrl: string,
): void {
  if (principal.kind === 'token') return;
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  const isSame = site === undefined || site === 'same-origin' || site === 'none';
  const isOurs = origin === undefined || isOwnOrigin(origin, headers.host, publicUrl);
  if (isSame && isOurs && (principal.kind === 'nobody' || site !== undefined || origin !== undefined)) return;
  throw new GatehouseError(
    'not-allowed',
    'Cannot accept this request: it does not come from a page of this server (Origin and Sec-Fetch-Site say so)',
  );
}

/** The public address's origin, or that of the host name that was asked for, which was checked before. */
function isOwnOrigin(origin: string, host: string | undefined, publicUrl: string): boolean {
  const url = URL.parse(origin);
  if (url === null) return false;
  const own = new URL(publicUrl);
  if (url.origin === own.origin) return true;
  // Reached on this machine, behind whatever gives the public address its https.
  return (
    url.host === host &&
    (url.protocol === own.protocol || (url.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname)))
  );
}
