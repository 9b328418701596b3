// Secrets of sessions and links: 256 random bits in the cookie or the link, a hash in the store.

import { hash } from 'node:crypto';

/** Where randomness comes from: `count` unpredictable bytes. */
export type RandomBytes = (count: number) => Uint8Array;

const SECRET_BYTES = 32;
const ID_BYTES = 12;

/** A new secret of 256 bits: 43 characters that need no escaping in a URL or cookie. */
export function mintSecret(random: RandomBytes): string {
  return Buffer.from(random(SECRET_BYTES)).toString('base64url');
}

/** Whether `text` has the form that `mintSecret` gives. */
export function isSecret(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}

/** SHA-256 of a secret as hexadecimal digits: what the store keeps. A slow hash is needless for 160 random bits and more. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** A new id of 96 random bits in hexadecimal digits. Not a secret. */
export function mintId(random: RandomBytes): string {
  return Buffer.from(random(ID_BYTES)).toString('hex');
}
