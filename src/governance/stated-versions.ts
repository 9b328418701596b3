// The versions that a waiver or a quarantine is about.

import { GatehouseError } from '../kernel/errors.ts';

const MAX_VERSIONS = 1_000;
const MAX_LENGTH = 300;

/**
 * Each version once. Throws `invalid-request` when there is none (leave the list out to mean every version), too many,
 * or one that is no version in any ecosystem.
 */
export function parseStatedVersions(versions: readonly string[]): readonly string[] {
  const once = [...new Set(versions)];
  if (once.length === 0 || once.length > MAX_VERSIONS) {
    throw new GatehouseError(
      'invalid-request',
      `Cannot take versions: found ${once.length}, expected 1 to ${MAX_VERSIONS}, or no list to mean every version`,
    );
  }
  const odd = once.find((version) => version.length > MAX_LENGTH || !/^[\x21-\x7e]+$/.test(version));
  if (odd === undefined) return once;
  throw new GatehouseError(
    'invalid-request',
    'Cannot take versions: one holds characters that no version has',
    {
      facts: { version: odd },
    },
  );
}
