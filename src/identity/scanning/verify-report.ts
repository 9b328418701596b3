// The signature of a report: ECDSA over P-256 with SHA-256, over the bytes of the body as they came.

import { createPublicKey, verify, type KeyObject } from 'node:crypto';

/** A DER signature of P-256 in base64 is about 96 characters. */
const MAX_SIGNATURE = 200;

/** Whether `signature` (base64 of DER) was made over exactly `body` with the key. False for whatever is no such key or signature. */
export function isSignedBy(pem: string, body: Uint8Array, signature: string): boolean {
  if (signature.length > MAX_SIGNATURE || !/^[A-Za-z0-9+/]+={0,2}$/.test(signature)) return false;
  const key = readKey(pem);
  if (key === undefined) return false;
  try {
    return verify('sha256', body, { key, dsaEncoding: 'der' }, Buffer.from(signature, 'base64'));
  } catch {
    // No signature at all.
    return false;
  }
}

/** Only what the protocol names: another kind of key would be checked by other rules. */
function readKey(pem: string): KeyObject | undefined {
  // A private key would be taken for its public half.
  if (!pem.trimStart().startsWith('-----BEGIN PUBLIC KEY-----')) return undefined;
  try {
    const key = createPublicKey(pem);
    const isP256 = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
    return isP256 ? key : undefined;
  } catch {
    return undefined;
  }
}
