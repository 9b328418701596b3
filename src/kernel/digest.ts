// Digests: how an artifact is known, and how upstreams declare theirs.

import { createHash } from 'node:crypto';

import { GatehouseError } from './errors.ts';

declare const sha256Brand: unique symbol;

/** A SHA-256 digest as 64 lower-case hexadecimal digits. Minted only by `parseSha256` and `sha256Of`. */
export type Sha256 = string & { readonly [sha256Brand]: true };

/** The digest algorithms that upstream registries declare. */
export const DIGEST_ALGORITHMS = ['sha512', 'sha384', 'sha256', 'sha1', 'md5'] as const;

export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number];

/** Declared digests of one artifact, each as lower-case hexadecimal digits. */
export type Digests = Readonly<Partial<Record<DigestAlgorithm, string>>>;

const HEX_LENGTH: Readonly<Record<DigestAlgorithm, number>> = {
  sha512: 128,
  sha384: 96,
  sha256: 64,
  sha1: 40,
  md5: 32,
};

/** Parses 64 hexadecimal digits of either case. Throws `invalid-digest`. */
export function parseSha256(text: string): Sha256 {
  const digest = parseHexDigest('sha256', text);
  if (digest === undefined) {
    throw new GatehouseError('invalid-digest', 'Cannot read SHA-256 digest: expected 64 hexadecimal digits');
  }
  return digest as Sha256;
}

/** The SHA-256 digest of `bytes`. */
export function sha256Of(bytes: Uint8Array | string): Sha256 {
  return createHash('sha256').update(bytes).digest('hex') as Sha256;
}

/** A hexadecimal digest in lower case when it has the algorithm's length, else undefined. */
export function parseHexDigest(algorithm: DigestAlgorithm, text: string): string | undefined {
  const trimmed = text.trim();
  return trimmed.length === HEX_LENGTH[algorithm] && /^[0-9a-fA-F]+$/.test(trimmed)
    ? trimmed.toLowerCase()
    : undefined;
}

/**
 * Reads a Subresource Integrity string (W3C SRI: `sha512-<base64> sha1-<base64>`); tokens of other algorithms
 * or of a wrong length are left out.
 */
export function parseIntegrity(integrity: string): Digests {
  const digests: Partial<Record<DigestAlgorithm, string>> = {};
  for (const token of integrity.trim().split(/\s+/)) {
    const dash = token.indexOf('-');
    const algorithm = DIGEST_ALGORITHMS.find((known) => known === token.slice(0, dash));
    if (algorithm === undefined) continue;
    const base64 = token.slice(dash + 1).split('?')[0] ?? '';
    const hex = parseHexDigest(algorithm, Buffer.from(base64, 'base64').toString('hex'));
    if (hex !== undefined) digests[algorithm] = hex;
  }
  return digests;
}
