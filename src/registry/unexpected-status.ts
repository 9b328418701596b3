// What it means that an upstream answered something else than 200.

import { GatehouseError, escapeControl } from '../kernel/errors.ts';
import type { UpstreamResponse } from './ports.ts';
import type { Upstream } from './upstreams.ts';

/** "Loop detected" (RFC 5842): so a gatehouse says that its upstreams lead back to whoever asks. */
const LOOP_DETECTED = 508;

/** A gatehouse's refusal in one line, for another one that stands before it; clients look at status and body. */
export const REFUSAL_HEADER = 'gatehouse-refusal';
const MAX_REFUSAL_LENGTH = 1_000;

/** The header that says it. */
export function refusalHeader(message: string): Readonly<Record<string, string>> {
  return { [REFUSAL_HEADER]: message.replace(/[^\u0020-\u007e]/g, '?').slice(0, MAX_REFUSAL_LENGTH) };
}

/** Whether the upstream says no by a decision of its own, whatever the status. */
export function isRefusal({ headers }: Pick<UpstreamResponse, 'headers'>): boolean {
  return headers[REFUSAL_HEADER] !== undefined;
}

/**
 * The error for it: `not-found`, `upstream-loop`, `upstream-forbids` (fact `refusal`: another gatehouse's own words), or
 * `upstream-refused`. `what` was asked for.
 */
export function unexpectedStatus(
  upstream: Upstream,
  what: string,
  { status, headers }: Pick<UpstreamResponse, 'status' | 'headers'>,
): GatehouseError {
  const facts = { upstream: upstream.name, status };
  const act = `Cannot fetch ${what} from upstream ${upstream.name}`;
  if (status === LOOP_DETECTED) {
    return new GatehouseError('upstream-loop', `${act}: its own upstreams lead back here, in a loop`, {
      facts,
    });
  }
  const refusal = headers[REFUSAL_HEADER];
  if (refusal !== undefined) {
    const words = escapeControl(refusal.slice(0, MAX_REFUSAL_LENGTH));
    return new GatehouseError('upstream-forbids', `${act}: it refuses: ${words}`, {
      facts: { ...facts, refusal: words },
    });
  }
  const code = status === 404 || status === 410 ? 'not-found' : 'upstream-refused';
  return new GatehouseError(code, `${act}: found status ${status}, expected 200`, { facts });
}
