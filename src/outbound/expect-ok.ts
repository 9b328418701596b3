// For callers to whom only 2xx is an answer.

import { GatehouseError } from '../kernel/errors.ts';
import type { OutboundResponse } from './outbound-response.ts';

/** Statuses with which an upstream says no, rather than something wrong. */
const REFUSALS: readonly number[] = [401, 402, 403, 407, 429, 451];

/**
 * The response when its status is 2xx. Throws `not-found` (404, 410), `upstream-refused` (401, 403, 429, 5xx and
 * the like; facts `status` and, when said, `retryAfter`), `upstream-invalid` (anything else); its body is let go.
 */
export function expectOk(response: OutboundResponse): OutboundResponse {
  const { status } = response;
  if (status >= 200 && status <= 299) return response;
  response.discard();
  const { host, pathname } = new URL(response.url);
  const retryAfter = response.headers['retry-after'];
  const facts = { host, status, ...(retryAfter === undefined ? {} : { retryAfter }) };
  if (status === 404 || status === 410) {
    throw new GatehouseError('not-found', `Cannot find ${pathname} at ${host}: it answered ${status}`, {
      facts,
    });
  }
  if (status >= 500 || REFUSALS.includes(status)) {
    throw new GatehouseError(
      'upstream-refused',
      `Cannot fetch ${pathname} from ${host}: it answered ${status}`,
      {
        facts,
      },
    );
  }
  throw new GatehouseError(
    'upstream-invalid',
    `Cannot use the answer of ${host} for ${pathname}: found status ${status}, expected 200`,
    { facts },
  );
}
