// The names of organisations and teams.

import { GatehouseError } from '../../kernel/errors.ts';

const MAX_DISPLAY_NAME = 100;

/** The canonical (lower-case) name. Throws `invalid-request`. */
export function parseOrganisationName(raw: string, what: 'organisation' | 'team' = 'organisation'): string {
  const name = canonicalOrganisationName(raw);
  if (/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/.test(name)) return name;
  throw new GatehouseError(
    'invalid-request',
    `Cannot use the name of the ${what}: expected 1 to 64 letters, digits and dashes, a letter or digit first and last`,
    { facts: { field: 'name' } },
  );
}

/** The spelling under which one of this name would stand, valid or not; bounded. */
export function canonicalOrganisationName(raw: string): string {
  return raw.slice(0, 256).trim().toLowerCase().slice(0, 65);
}

/** What people read: one line of 1 to 100 visible characters. Throws `invalid-request`. */
export function parseDisplayName(raw: string): string {
  const name = raw.slice(0, MAX_DISPLAY_NAME * 4).trim();
  if (name.length > 0 && name.length <= MAX_DISPLAY_NAME && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) {
    return name;
  }
  throw new GatehouseError(
    'invalid-request',
    `Cannot use the display name: expected 1 to ${MAX_DISPLAY_NAME} visible characters`,
    { facts: { field: 'displayName' } },
  );
}
