// The view that a call is answered in.

import { requireAccess } from '../../identity/access.ts';
import type { ApiDeps } from './deps.ts';
import type { ApiCall } from './route.ts';

/** The caller's own view; another one's policy is told to whoever may read policies. Throws `not-allowed`, `not-signed-in`. */
export function chooseView(
  deps: Pick<ApiDeps, 'viewFor' | 'clock'>,
  call: Pick<ApiCall, 'principal' | 'address'>,
  asked: string | undefined,
): string {
  const own = deps.viewFor(call.principal, call.address);
  if (asked === undefined || asked === own) return own;
  requireAccess(call.principal, 'read-policy', { now: deps.clock.now() });
  return asked;
}
