// The one table that turns an error code into a status.

import type { ErrorCode } from '../kernel/errors.ts';

const STATUS: Readonly<Record<ErrorCode, number>> = {
  'invalid-name': 400,
  'invalid-version': 400,
  'invalid-purl': 400,
  'invalid-digest': 400,
  'invalid-request': 400,
  'invalid-config': 500,
  'invalid-policy': 422,
  'invalid-document': 422,
  'invalid-archive': 422,
  'too-large': 413,
  'too-many-requests': 429,
  'not-found': 404,
  'not-allowed': 403,
  'not-signed-in': 401,
  'needs-confirmation': 403,
  conflict: 409,
  'read-only': 405,
  unsupported: 410,
  'upstream-unreachable': 504,
  'upstream-invalid': 502,
  'upstream-refused': 502,
  // A decision, of a gatehouse that stands behind this one: asking again changes nothing.
  'upstream-forbids': 403,
  'upstream-loop': 508,
  'digest-mismatch': 502,
  'feed-unavailable': 503,
  'storage-full': 507,
  'storage-failed': 500,
  locked: 503,
  undecided: 503,
};

/** The HTTP status (RFC 9110) for an error code. */
export function statusOf(code: ErrorCode): number {
  return STATUS[code];
}
