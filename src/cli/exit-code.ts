// What the command line's exit code says of an error.

import type { ErrorCode } from '../kernel/errors.ts';
import type { ExitCode } from './command.ts';

/** 1: refused, or found wanting; 2: asked wrongly; 3: could not decide. */
export const EXIT_CODES: Readonly<Record<ErrorCode, Exclude<ExitCode, 0>>> = {
  'invalid-name': 2,
  'invalid-version': 2,
  'invalid-purl': 2,
  'invalid-digest': 2,
  'invalid-request': 2,
  'invalid-config': 2,
  'invalid-policy': 1,
  'invalid-document': 1,
  'invalid-archive': 1,
  'too-large': 1,
  'too-many-requests': 1,
  'not-found': 1,
  'not-allowed': 1,
  'not-signed-in': 2,
  'needs-confirmation': 2,
  conflict: 1,
  'read-only': 1,
  unsupported: 2,
  'upstream-unreachable': 3,
  'upstream-invalid': 3,
  'upstream-refused': 3,
  'upstream-forbids': 1,
  'upstream-loop': 3,
  'digest-mismatch': 1,
  'feed-unavailable': 3,
  'storage-full': 3,
  'storage-failed': 3,
  locked: 1,
  undecided: 3,
};
