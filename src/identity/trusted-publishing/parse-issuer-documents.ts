// What an issuer publishes of itself: where its keys are, and its keys (OpenID Connect Discovery 1.0, RFC 7517).

import { GatehouseError } from '../../kernel/errors.ts';

import type { IssuerKey } from './trusted-publishing-ports.ts';

/** More than any issuer has; each is looked at. */
const MAX_KEYS = 100;
const MAX_KID = 200;

/**
 * The address of the keys. Throws `upstream-invalid` when the document is of another issuer, letter by letter, and when it
 * leads to an address without https: only where the issuer itself is asked without may its own be so.
 */
export function parseIssuerDescription(text: string, issuer: string): string {
  const { issuer: said, jwks_uri: uri } = readRecord(text, issuer);
  if (said !== issuer) throw invalid(issuer, 'it calls itself otherwise');
  const url = typeof uri === 'string' && uri.length <= 2_000 ? URL.parse(uri) : null;
  const isSafe = url?.protocol === 'https:' || (url !== null && url.origin === URL.parse(issuer)?.origin);
  if (url === null || !isSafe || url.username !== '' || url.password !== '') {
    throw invalid(issuer, 'found no https address of its keys');
  }
  return url.href;
}

/** Keys that have an id; what else is in the set is passed over. Throws `upstream-invalid`. */
export function parseIssuerKeys(text: string, issuer: string): readonly IssuerKey[] {
  const { keys } = readRecord(text, issuer);
  if (!Array.isArray(keys)) throw invalid(issuer, 'found no keys');
  if (keys.length > MAX_KEYS)
    throw invalid(issuer, `found ${keys.length} keys, expected at most ${MAX_KEYS}`);
  return keys.flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null) return [];
    const jwk = one as Readonly<Record<string, unknown>>;
    const { kid, use } = jwk;
    if (typeof kid !== 'string' || kid === '' || kid.length > MAX_KID) return [];
    // One to encrypt with signs nothing; a secret one was published by mistake, and is nobody's any more.
    const isPublic = (jwk['kty'] === 'RSA' || jwk['kty'] === 'EC') && !Object.hasOwn(jwk, 'd');
    return isPublic && (use === undefined || use === 'sig') ? [{ kid, jwk }] : [];
  });
}

function readRecord(text: string, issuer: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Said below.
  }
  throw invalid(issuer, 'expected JSON');
}

function invalid(issuer: string, found: string): GatehouseError {
  const host = URL.parse(issuer)?.host ?? '';
  return new GatehouseError('upstream-invalid', `Cannot read the keys of the issuer at ${host}: ${found}`, {
    facts: { host },
  });
}
