// What second factors need from storage and from outside. Secrets arrive sealed or hashed.

import type { Instant } from '../../kernel/clock.ts';

interface EnrolledFactor {
  readonly id: string;
  readonly accountId: string;
  /** What its person calls it. */
  readonly name: string;
  readonly createdAt: Instant;
  readonly lastUsedAt?: Instant;
  /** Of an authenticator the last time step whose code was taken, of a passkey its sign count: what was used before is not used again. */
  readonly counter: number;
}

/** An application that makes a code every thirty seconds. */
export interface TotpFactor extends EnrolledFactor {
  readonly kind: 'totp';
  /** The secret that it shares with us, sealed. */
  readonly sealedSecret: string;
}

/** A WebAuthn credential. It answers to this server's origin alone, so that a look-alike page gains nothing. */
export interface PasskeyFactor extends EnrolledFactor {
  readonly kind: 'passkey';
  /** base64url. */
  readonly credentialId: string;
  /** COSE, base64url. */
  readonly publicKey: string;
  /** How the browser may reach it: `internal`, `usb`, … */
  readonly transports: readonly string[];
}

export type Factor = TotpFactor | PasskeyFactor;

export interface FactorStore {
  /** Oldest first. */
  factorsOf(accountId: string): Promise<readonly Factor[]>;
  findPasskey(credentialId: string): Promise<PasskeyFactor | undefined>;
  /** Throws `conflict` for a credential that somebody has. */
  saveFactor(factor: Factor): Promise<void>;
  removeFactor(id: string): Promise<void>;
  /**
   * Notes a use, unless it was noted before: false when `counter` is not greater than the last (two zeros are a passkey that
   * does not count). Of two at once, one gets false.
   */
  useFactor(id: string, counter: number, at: Instant): Promise<boolean>;
  /** All of an account: factors, recovery codes and known devices. */
  removeFactorsOf(accountId: string): Promise<void>;
}

export interface RecoveryCodeStore {
  /** How many are left. */
  countCodes(accountId: string): Promise<number>;
  /** Those of before end. */
  replaceCodes(accountId: string, hashes: readonly string[]): Promise<void>;
  /** Removes the code; false when there is none such. */
  takeCode(accountId: string, hash: string): Promise<boolean>;
}

/** Browsers that somebody signed in with before, by a secret of their own. */
export interface DeviceStore {
  isKnown(accountId: string, deviceHash: string, now: Instant): Promise<boolean>;
  saveDevice(accountId: string, deviceHash: string, expiresAt: Instant): Promise<void>;
}

export interface FactorStores {
  readonly factors: FactorStore;
  readonly recoveryCodes: RecoveryCodeStore;
  readonly devices: DeviceStore;
}

/** Keeps what the database must not show: the key lies elsewhere. */
export interface SecretBox {
  /** `about` must be the same when it is opened, so that a sealed text cannot be moved to another account's row. */
  seal(secret: Uint8Array, about: string): Promise<string>;
  /** Throws `storage-failed` for another key, another `about`, or a damaged text. */
  open(sealed: string, about: string): Promise<Uint8Array>;
}
