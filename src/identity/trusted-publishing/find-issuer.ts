// Which issuer of the configuration a token names.

import { UUID } from './providers/provider-rules.ts';
import type { Issuer } from './trusted-publishing-ports.ts';

/** Letter by letter; of CircleCI, where each organisation has its own, with the organisation's id behind it. */
export function findIssuer(issuers: readonly Issuer[], unverifiedIssuer: string): Issuer | undefined {
  return issuers.find(({ provider, url }) => {
    if (provider !== 'circleci') return url === unverifiedIssuer;
    const start = `${url}/`;
    return unverifiedIssuer.startsWith(start) && UUID.test(unverifiedIssuer.slice(start.length));
  });
}
