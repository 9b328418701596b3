// Reads the document in which a sender of reports publishes its keys: `{"public_keys":[{key_identifier, key, is_current}]}`.

import { GatehouseError } from '../../kernel/errors.ts';

import type { ScanningKey } from './scanning-ports.ts';

/** More than any sender has. */
const MAX_KEYS = 100;
const MAX_IDENTIFIER = 200;
const MAX_PEM = 4_000;

/** The keys that are current; others were withdrawn, and count no more. Throws `upstream-invalid`. */
export function parseScanningKeys(text: string): readonly ScanningKey[] {
  const keys = (readJson(text) as { readonly public_keys?: unknown } | null)?.public_keys;
  if (!Array.isArray(keys) || keys.length > MAX_KEYS) throw invalid('a list of public_keys');
  return keys.flatMap((one: unknown) => {
    const { key_identifier, key, is_current } = (one ?? {}) as Record<string, unknown>;
    if (is_current !== true) return [];
    if (typeof key_identifier !== 'string' || typeof key !== 'string') throw invalid('keys with identifiers');
    if (key_identifier.length > MAX_IDENTIFIER || key.length > MAX_PEM) throw invalid('keys of usual length');
    return [{ identifier: key_identifier, pem: key }];
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('JSON');
  }
}

function invalid(expected: string): GatehouseError {
  return new GatehouseError('upstream-invalid', `Cannot read the keys of a scanner: expected ${expected}`);
}
