// A WebAuthn authenticator and its browser in software: makes a passkey, answers challenges, and can be told to cheat.

import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** What it was asked to make. */
export interface CreationAsk {
  readonly challenge: string;
  readonly rp: { readonly id: string };
  readonly user: { readonly id: string };
}

/** What it was asked to answer. */
export interface AssertionAsk {
  readonly challenge: string;
  readonly rpId: string;
}

export interface Cheats {
  /** The page that asks; default the server's own. */
  readonly origin?: string;
  /** Whether it knew its person (by a PIN, a finger); default yes. */
  readonly isVerified?: boolean;
  /** In place of the next count. */
  readonly count?: number;
  /** Signs another challenge than it was asked. */
  readonly challenge?: string;
}

export interface SoftwarePasskey {
  readonly id: string;
  create(ask: CreationAsk, cheats?: Cheats): object;
  answer(ask: AssertionAsk, cheats?: Cheats): object;
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

/** One passkey, ES256, for the server at `origin`. */
export function makeSoftwarePasskey(origin: string): SoftwarePasskey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(32);
  let count = 0;
  let userHandle = '';
  const identity = {
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key',
    clientExtensionResults: {},
  };
  const nextCount = (cheats: Cheats): number => (count = cheats.count ?? count + 1);
  return {
    id: identity.id,
    create(ask, cheats = {}) {
      userHandle = ask.user.id;
      const client = clientData('webauthn.create', ask.challenge, origin, cheats);
      const authData = Buffer.concat([
        authenticatorData(ask.rp.id, nextCount(cheats), flagsOf(cheats) | HAS_CREDENTIAL),
        Buffer.alloc(16),
        Buffer.from([0, id.length]),
        id,
        coseKey(publicKey),
      ]);
      // {"fmt": "none", "attStmt": {}, "authData": bytes}
      const attestationObject = Buffer.concat([
        Buffer.from([0xa3]),
        cborText('fmt'),
        cborText('none'),
        cborText('attStmt'),
        Buffer.from([0xa0]),
        cborText('authData'),
        Buffer.from([0x58, authData.length]),
        authData,
      ]);
      return {
        ...identity,
        response: {
          clientDataJSON: client.toString('base64url'),
          attestationObject: attestationObject.toString('base64url'),
          transports: ['usb'],
        },
      };
    },
    answer(ask, cheats = {}) {
      const client = clientData('webauthn.get', ask.challenge, origin, cheats);
      const authData = authenticatorData(ask.rpId, nextCount(cheats), flagsOf(cheats));
      const signed = Buffer.concat([authData, createHash('sha256').update(client).digest()]);
      return {
        ...identity,
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: authData.toString('base64url'),
          signature: sign('sha256', signed, privateKey).toString('base64url'),
          userHandle,
        },
      };
    },
  };
}

function clientData(type: string, challenge: string, origin: string, cheats: Cheats): Buffer {
  const data = {
    type,
    challenge: cheats.challenge ?? challenge,
    origin: cheats.origin ?? origin,
    crossOrigin: false,
  };
  return Buffer.from(JSON.stringify(data));
}

function flagsOf({ isVerified = true }: Cheats): number {
  return isVerified ? USER_PRESENT | USER_VERIFIED : USER_PRESENT;
}

/** WebAuthn section 6.1. */
function authenticatorData(rpId: string, count: number, flags: number): Buffer {
  const end = Buffer.alloc(5);
  end.writeUInt8(flags);
  end.writeUInt32BE(count, 1);
  return Buffer.concat([createHash('sha256').update(rpId).digest(), end]);
}

/** RFC 9053 section 7.1.1: {1: 2, 3: -7, -1: 1, -2: x, -3: y}. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]),
    Buffer.from(x, 'base64url'),
    Buffer.from([0x22, 0x58, 0x20]),
    Buffer.from(y, 'base64url'),
  ]);
}

function cborText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);
}
