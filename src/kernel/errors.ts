// The one error that crosses rooms: a closed set of codes, a message for people, facts for machines.

/** Every way in which Gatehouse says "could not". Only `http/` turns a code into a status. */
export type ErrorCode =
  | 'invalid-name'
  | 'invalid-version'
  | 'invalid-purl'
  | 'invalid-digest'
  | 'invalid-request'
  | 'invalid-config'
  | 'invalid-policy'
  | 'invalid-document'
  | 'invalid-archive'
  | 'too-large'
  | 'too-many-requests'
  | 'not-found'
  | 'not-allowed'
  | 'not-signed-in'
  | 'needs-confirmation'
  | 'conflict'
  | 'read-only'
  | 'unsupported'
  | 'upstream-unreachable'
  | 'upstream-invalid'
  | 'upstream-refused'
  | 'upstream-forbids'
  | 'upstream-loop'
  | 'digest-mismatch'
  | 'feed-unavailable'
  | 'storage-full'
  | 'storage-failed'
  | 'locked'
  | 'undecided';

/** Facts that belong to an error; shown to the user and logged, so never secrets. */
export type ErrorFacts = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/**
 * "Could not decide or do". A refusal is not an error but a verdict.
 * The message reads "Cannot (act) (thing): found X, expected Y".
 */
export class GatehouseError extends Error {
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, message: string, options: { facts?: ErrorFacts; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'GatehouseError';
    this.code = code;
    this.facts = options.facts ?? {};
  }
}

/** Whether `error` is a GatehouseError, optionally with one of `codes`. */
export function isGatehouseError(error: unknown, ...codes: ErrorCode[]): error is GatehouseError {
  return error instanceof GatehouseError && (codes.length === 0 || codes.includes(error.code));
}

/** The message of anything thrown, on one line and without control characters. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return escapeControl(text);
}

/**
 * What a terminal or an editor obeys rather than shows: controls (of C1 too, one of which begins a sequence as ESC does),
 * separators of lines, marks that turn the direction of writing, and characters without width.
 */
const DECEPTIVE =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- each is escaped by itself
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Escapes such characters as JSON does, so that outside bytes cannot forge log lines or move a terminal's cursor. */
export function escapeControl(text: string): string {
  return text.replace(DECEPTIVE, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
