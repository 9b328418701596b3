// The names that people sign in with.

import { GatehouseError } from '../../kernel/errors.ts';

/** The canonical (lower-case) spelling of an account's name. Throws `invalid-request`. */
export function parseAccountName(raw: string): string {
  const name = canonicalAccountName(raw);
  if (!/^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/.test(name)) {
    throw new GatehouseError(
      'invalid-request',
      'Cannot use account name: expected 1 to 64 letters, digits, dots, dashes and underscores, a letter or digit first and last',
      { facts: { field: 'name' } },
    );
  }
  return name;
}

/** The spelling under which an account of this name would stand, valid or not; bounded. */
export function canonicalAccountName(raw: string): string {
  return raw.slice(0, 256).trim().toLowerCase().slice(0, 65);
}
