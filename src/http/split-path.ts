// Splits a request's path into decoded segments, once, and refuses what could mean two things.

import { GatehouseError } from '../kernel/errors.ts';

export interface SplitPath {
  /** Percent-decoded once; none empty, `.` or `..`; a slash only inside an npm scope or below `/api`. */
  readonly segments: readonly string[];
  readonly endsWithSlash: boolean;
  readonly query: string;
}

const MAX_PATH_LENGTH = 4_096;
const MAX_SEGMENTS = 64;
/** Below it names stand percent-encoded in one segment, slashes and all; its own router reads them. */
const API_ROOT = 'api';
/** An npm name whose scope and name stand in one segment: `@scope%2fname`. */
const SCOPED = /^@[^/]+\/[^/]+$/;

/**
 * Splits the path of `url` (origin form, RFC 9112 section 3.2.1). Repeated slashes count as one.
 * Throws `invalid-request` for bad escapes, control characters, dot segments, backslashes and smuggled slashes.
 */
export function splitPath(url: string): SplitPath {
  if (url.length > MAX_PATH_LENGTH) {
    throw invalid(`found ${url.length} characters, expected at most ${MAX_PATH_LENGTH}`);
  }
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  if (!path.startsWith('/')) throw invalid('expected it to begin with a slash');
  const raw = path.split('/').filter((segment) => segment !== '');
  if (raw.length > MAX_SEGMENTS)
    throw invalid(`found ${raw.length} segments, expected at most ${MAX_SEGMENTS}`);
  return {
    segments: raw.map((segment) => decodeSegment(segment, raw[0] === API_ROOT)),
    endsWithSlash: path.endsWith('/'),
    query: mark < 0 ? '' : url.slice(mark + 1),
  };
}

function decodeSegment(raw: string, mayHoldSlash: boolean): string {
  const segment = raw.includes('%') ? decode(raw) : raw;
  if (segment === '.' || segment === '..') throw invalid('found a dot segment');
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused here
  if (/[\u0000-\u001f\u007f\\]/.test(segment)) throw invalid('found a control character or a backslash');
  if (segment.includes('/') && !mayHoldSlash && !isScoped(segment)) throw invalid('found an encoded slash');
  return segment;
}

function isScoped(segment: string): boolean {
  return SCOPED.test(segment) && !segment.split('/').some((part) => part === '.' || part === '..');
}

function decode(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch (cause) {
    throw new GatehouseError('invalid-request', 'Cannot read the path: found a bad percent-escape', {
      cause,
    });
  }
}

function invalid(found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot read the path: ${found}`);
}
