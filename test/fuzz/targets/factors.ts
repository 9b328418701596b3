// Targets for what a person, or the browser for them, answers with as a second factor.

import assert from 'node:assert/strict';

import { takeChallenge } from '../../../src/identity/factors/challenge.ts';
import { verifyAssertion, verifyRegistration } from '../../../src/identity/factors/passkey.ts';
import type { PasskeyFactor } from '../../../src/identity/factors/factor-ports.ts';
import { parseRecoveryCode } from '../../../src/identity/factors/recovery-codes.ts';
import { parseTotpCode } from '../../../src/identity/factors/totp.ts';
import { createMemoryIdentity } from '../../../src/identity/testing/memory-identity.ts';
import type { Json } from '../../support/factor-browser.ts';
import { makeSoftwarePasskey } from '../../support/software-passkey.ts';
import { attempt } from '../support/attempt.ts';
import { mutatedBytes, mutatedText } from '../support/mutations.ts';
import { asyncTarget, target, type Target } from '../support/target.ts';

const PARTY = { id: 'localhost', origin: 'http://localhost:4870' };
const CHALLENGE = 'A'.repeat(43);

interface Sent {
  readonly id: string;
  readonly response: Readonly<Record<string, string>>;
}

const key = makeSoftwarePasskey(PARTY.origin);
const made = key.create({ challenge: CHALLENGE, rp: PARTY, user: { id: 'YQ' } }) as Sent;
const answered = key.answer({ challenge: CHALLENGE, rpId: PARTY.id }) as Sent;

const bytesOf = (sent: Sent, part: string) => Buffer.from(sent.response[part] ?? '', 'base64url');

/** As `made` or `answered`, one part of it replaced. */
function changed(sent: Sent, part: string, bytes: Uint8Array): Json {
  const response = { ...sent.response, [part]: Buffer.from(bytes).toString('base64url') };
  return { ...sent, response };
}

export const factorTargets: readonly Target[] = [
  target(
    'code of an authenticator',
    ['src/identity/factors/totp.ts#parseTotpCode'],
    mutatedText(['123456', ' 123 456 '], ['\u00a0', '１', '٣', '\u200b', '\n']),
    (raw) => {
      const code = attempt([], () => parseTotpCode(raw));
      if (code !== undefined) assert.match(code, /^[0-9]{6}$/);
      if (code !== undefined) assert.equal(parseTotpCode(code), code);
    },
  ),
  target(
    'recovery code',
    ['src/identity/factors/recovery-codes.ts#parseRecoveryCode'],
    mutatedText(['0123-4567-89ab-cdef', '0123456789ABCDEF'], ['\u00a0', 'İ', '-', '\n']),
    (raw) => {
      const code = attempt([], () => parseRecoveryCode(raw));
      if (code !== undefined) assert.match(code, /^[0-9a-f]{16}$/);
      if (code !== undefined) assert.equal(parseRecoveryCode(code), code);
    },
  ),
  asyncTarget(
    'registration of a passkey',
    ['src/identity/factors/passkey.ts#verifyRegistration'],
    mutatedBytes([bytesOf(made, 'attestationObject')]),
    async (bytes) => {
      const proven = await verifyRegistration(PARTY, CHALLENGE, changed(made, 'attestationObject', bytes));
      if (proven !== undefined) assert.match(proven.credentialId, /^[\w-]+$/);
    },
  ),
  asyncTarget(
    'assertion of a passkey',
    ['src/identity/factors/passkey.ts#verifyAssertion'],
    mutatedBytes([bytesOf(answered, 'authenticatorData')]),
    async (bytes) => {
      const registered = await verifyRegistration(PARTY, CHALLENGE, changed(made, 'none', Buffer.alloc(0)));
      assert.ok(registered !== undefined);
      const passkey = { ...registered, kind: 'passkey' } as PasskeyFactor;
      const response = changed(answered, 'authenticatorData', bytes);
      const counter = await verifyAssertion(PARTY, passkey, CHALLENGE, { response, mustKnowPerson: true });
      // Nothing but what was signed is taken.
      const isSame = Buffer.from(bytes).equals(bytesOf(answered, 'authenticatorData'));
      assert.equal(counter !== undefined, isSame);
    },
  ),
  asyncTarget(
    'answer to a challenge',
    ['src/identity/factors/challenge.ts#takeChallenge'],
    mutatedBytes([bytesOf(answered, 'clientDataJSON')]),
    async (bytes) => {
      const { identity } = createMemoryIdentity();
      const text = Buffer.from(bytes).toString('base64url');
      assert.equal(await takeChallenge({ identity }, text, { use: 'sign-in', now: 0 }), undefined);
    },
  ),
];
