// An identity token as it came: taken apart, and nothing of it believed yet (RFC 7519, RFC 7515 section 3.1).

import type { Claims } from './trusted-publishing-ports.ts';
import { refuseExchange } from './refusal.ts';

/** Longer ones are not looked at; providers' are a tenth of it. */
const MAX_TOKEN_LENGTH = 16_384;
const MAX_KID = 200;
const MAX_ISSUER = 500;

/** What a token says of itself, unproven. */
export interface UnverifiedIdentity {
  readonly text: string;
  /** What the signature is over. Two tokens that differ in the signature alone are one. */
  readonly signed: string;
  readonly alg: string;
  readonly kid: string;
  readonly unverifiedIssuer: string;
}

/** Throws `not-allowed` with why `invalid-payload`, or `invalid-token` for one without a key's id. */
export function parseIdentityToken(text: string): UnverifiedIdentity {
  const parts = text.length > MAX_TOKEN_LENGTH ? [] : text.split('.');
  const [rawHeader = '', rawClaims = '', signature = ''] = parts;
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]+$/.test(part)) || signature === '') {
    throw refuseExchange('invalid-payload', 'found no signed JSON Web Token');
  }
  const header = readPart(rawHeader);
  const { iss } = readPart(rawClaims);
  const { alg, kid } = header;
  if (typeof iss !== 'string' || iss === '' || iss.length > MAX_ISSUER) {
    throw refuseExchange('invalid-payload', 'it does not say who issued it');
  }
  // What a token may add to how it is to be read is nothing that is understood here.
  if (typeof alg !== 'string' || Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64')) {
    throw refuseExchange('invalid-token', 'its header is of no form that is understood here');
  }
  if (typeof kid !== 'string' || kid === '' || kid.length > MAX_KID) {
    throw refuseExchange('invalid-token', 'it does not name the key that signed it');
  }
  return { text, signed: `${rawHeader}.${rawClaims}`, alg, kid, unverifiedIssuer: iss };
}

function readPart(part: string): Claims {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Claims;
  } catch {
    // Said below.
  }
  throw refuseExchange('invalid-payload', 'found no JSON within the token');
}
