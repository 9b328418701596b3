// Which site passkeys of this server belong to: WebAuthn binds a credential to a host name, and browsers to an origin.

import { isIP } from 'node:net';

import { GatehouseError } from '../../kernel/errors.ts';

export interface RelyingParty {
  /** A host name. */
  readonly id: string;
  readonly origin: string;
}

/**
 * The site at `publicUrl`. On this machine it is `localhost`, whichever loopback address the server listens on. Throws
 * `unsupported` where no browser would make a passkey: for an address in place of a name, and for plain HTTP elsewhere.
 */
export function relyingPartyOf(publicUrl: string): RelyingParty {
  const url = new URL(publicUrl);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host === '::1' || host === 'localhost' || host.startsWith('127.')) {
    url.hostname = 'localhost';
    return { id: 'localhost', origin: url.origin };
  }
  if (isIP(host) !== 0)
    throw unfit(`${host} is an address, and passkeys belong to a name; set server.public_url to one`);
  if (url.protocol !== 'https:')
    throw unfit('browsers make them over https alone; set server.public_url to an https address');
  return { id: host, origin: url.origin };
}

function unfit(why: string): GatehouseError {
  return new GatehouseError('unsupported', `Cannot use passkeys here: ${why}`);
}
