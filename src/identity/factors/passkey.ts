// Passkeys (WebAuthn level 3): what browsers are asked for, and whether what they answer is true. The library that reads the
// bytes is loaded when the first answer comes.

import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';

import type { PasskeyFactor } from './factor-ports.ts';
import { CHALLENGE_MS } from './challenge.ts';
import type { RelyingParty } from './relying-party.ts';

/** ES256 and RS256, which every authenticator has one of. */
const ALGORITHMS = [-7, -257];

export interface PasskeyRegistration extends Omit<RegistrationResponseJSON, 'response'> {
  readonly response: Pick<RegistrationResponseJSON['response'], 'clientDataJSON' | 'attestationObject'> & {
    readonly transports: readonly string[];
  };
}
export type PasskeyAssertion = AuthenticationResponseJSON;

type CredentialHint = Pick<PasskeyFactor, 'credentialId' | 'transports'>;

/** For `navigator.credentials.create`. No attestation: which make it is says nothing about whose it is. */
export function registrationOptions(
  party: RelyingParty,
  challenge: string,
  account: { readonly id: string; readonly name: string },
  known: readonly CredentialHint[],
) {
  return {
    challenge,
    rp: { id: party.id, name: 'Gatehouse' },
    user: {
      id: Buffer.from(account.id).toString('base64url'),
      name: account.name,
      displayName: account.name,
    },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key' as const, alg })),
    timeout: CHALLENGE_MS,
    attestation: 'none' as const,
    authenticatorSelection: {
      residentKey: 'preferred' as const,
      requireResidentKey: false,
      userVerification: 'preferred' as const,
    },
    excludeCredentials: known.map(descriptorOf),
  };
}

/** For `navigator.credentials.get`. Without `known` the authenticator says whose it is, and has to know its person. */
export function assertionOptions(party: RelyingParty, challenge: string, known?: readonly CredentialHint[]) {
  return {
    challenge,
    rpId: party.id,
    timeout: CHALLENGE_MS,
    // Beside a password, the presence of the key is the second factor; alone it must know its person.
    userVerification: known === undefined ? ('required' as const) : ('discouraged' as const),
    allowCredentials: (known ?? []).map(descriptorOf),
  };
}

export type RegistrationOptions = ReturnType<typeof registrationOptions>;
export type AssertionOptions = ReturnType<typeof assertionOptions>;

function descriptorOf({ credentialId, transports }: CredentialHint) {
  return { type: 'public-key' as const, id: credentialId, transports: [...transports] };
}

/** The credential of a registration; undefined when what was sent does not prove one. */
export async function verifyRegistration(
  party: RelyingParty,
  challenge: string,
  response: PasskeyRegistration,
): Promise<Pick<PasskeyFactor, 'credentialId' | 'publicKey' | 'counter' | 'transports'> | undefined> {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: { ...response, response: { ...response.response, transports: [] } },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: false,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (registrationInfo === undefined) return undefined;
    const { id, publicKey, counter } = registrationInfo.credential;
    return {
      credentialId: id,
      publicKey: Buffer.from(publicKey).toString('base64url'),
      counter,
      transports: response.response.transports.slice(0, 8),
    };
  } catch {
    // The library throws for whatever is not as it should be: another origin, challenge, algorithm, damaged bytes.
    return undefined;
  }
}

/** The sign count of an assertion; undefined when it is not signed by the passkey, for this server and this challenge. */
export async function verifyAssertion(
  party: RelyingParty,
  passkey: PasskeyFactor,
  challenge: string,
  { response, mustKnowPerson }: { readonly response: PasskeyAssertion; readonly mustKnowPerson: boolean },
): Promise<number | undefined> {
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: mustKnowPerson,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        // Whether it counted on is settled by the store, of two at once too.
        counter: 0,
      },
    });
    return verified ? authenticationInfo.newCounter : undefined;
  } catch {
    // As above.
    return undefined;
  }
}
