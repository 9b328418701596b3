// What requests about waivers, quarantines and tokens have in common.

import { actorOf, type Principal } from '../../../identity/principal.ts';
import { parseDurationMs, type Instant } from '../../../kernel/clock.ts';
import { GatehouseError } from '../../../kernel/errors.ts';
import type { PackageRef } from '../../../kernel/package-ref.ts';
import { parsePurl } from '../../../formats/purl.ts';
import type { ApiDeps } from '../deps.ts';

/** The package, and the version if it names one, that a purl in a request's body means. Throws `invalid-purl`. */
export function parseSubject(
  deps: ApiDeps,
  purl: string,
): { readonly ref: PackageRef; readonly versions?: readonly string[] } {
  const { ref, version } = parsePurl(deps.registry.adapters, purl);
  return version === undefined ? { ref } : { ref, versions: [version] };
}

/** Milliseconds of `30d` in the field `lasts`. Throws `invalid-request`. */
export function parseLasts(text: string): number {
  const durationMs = parseDurationMs(text);
  if (durationMs !== undefined) return durationMs;
  const fault = 'body.lasts: expected a duration such as "12h", "30d" or "2w"';
  throw new GatehouseError('invalid-request', `Cannot read the request: ${fault}`, {
    facts: { fields: [fault] },
  });
}

/** The moment after `lasts` from now. Throws `invalid-request`. */
export function parseEnd(deps: ApiDeps, lasts: string): Instant {
  return deps.clock.now() + parseLasts(lasts);
}

/** What people call who acts. */
export function authorNameOf(principal: Principal): string {
  if (principal.kind === 'nobody') return 'nobody';
  return principal.kind === 'token' ? `token ${principal.tokenName}` : principal.accountName;
}

/** Who did it, as the journal and evidence name people. */
export function authorOf(principal: Principal): string {
  return actorOf(principal);
}
