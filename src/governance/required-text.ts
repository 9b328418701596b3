// Words that a person must give: who reads a waiver in a year wants to know why.

import { GatehouseError } from '../kernel/errors.ts';

const MAX_LENGTH = 500;

/** `text` without the space around it. Throws `invalid-request` when nothing is left, it is over 500 characters or holds a NUL. */
export function parseRequiredText(what: string, text: string): string {
  const trimmed = text.trim();
  // PostgreSQL keeps none in a text.
  if (trimmed.includes('\u0000')) {
    throw new GatehouseError('invalid-request', `Cannot take ${what}: found a NUL character`);
  }
  if (trimmed.length > 0 && trimmed.length <= MAX_LENGTH) return trimmed;
  throw new GatehouseError(
    'invalid-request',
    `Cannot take ${what}: found ${trimmed.length} characters, expected 1 to ${MAX_LENGTH}`,
  );
}
