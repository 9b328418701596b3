// The body of an audit request that is written in JSON.

import { GatehouseError, isGatehouseError } from '../kernel/errors.ts';
import { parseJsonObject, type JsonLimits, type JsonObject } from '../formats/json.ts';

/** The question, of which the form is not proven yet. Throws `too-large`, `invalid-request` saying what was `expected`. */
export function readAuditQuestion(body: Uint8Array, limits: JsonLimits, expected: string): JsonObject {
  try {
    return parseJsonObject(body, 'the audit request', limits);
  } catch (cause) {
    if (isGatehouseError(cause, 'too-large')) throw cause;
    throw invalidQuestion(expected, cause);
  }
}

/** What a question is refused with that cannot be read: to skip a part of it would call that part clean. */
export function invalidQuestion(expected: string, cause?: unknown): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot read the audit request: expected ${expected}`, {
    cause,
  });
}
