// The public JSON API: second factors, and the steps of a sign-in.

import { z } from 'zod';

import { SIGN_IN_PROOFS } from '../../identity/ports.ts';
import { ecosystem, time } from './contract.ts';
import { session } from './identity-contract.ts';

/** What takes nothing. */
export const nothing = z.strictObject({});

/** As browsers write it (`PublicKeyCredential.toJSON`), bounded. */
const base64url = z
  .string()
  .max(16_384)
  .regex(/^[A-Za-z0-9_-]*$/);
const credential = {
  id: base64url.max(1_400),
  rawId: base64url.max(1_400),
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}).prefault({}),
};

/** What a browser answers for `navigator.credentials.create`; what it says besides is left out. */
export const registration = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(20)).max(8).default([]),
  }),
});

/** What a browser answers for `navigator.credentials.get`. */
export const assertion = z.object({
  ...credential,
  response: z.object({ clientDataJSON: base64url, authenticatorData: base64url, signature: base64url }),
});

const descriptors = z.array(
  z.object({ type: z.literal('public-key'), id: z.string(), transports: z.array(z.string()) }),
);

/** For `PublicKeyCredential.parseCreationOptionsFromJSON`. */
export const creationOptions = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.number() })),
  timeout: z.number(),
  attestation: z.literal('none'),
  authenticatorSelection: z.object({
    residentKey: z.literal('preferred'),
    requireResidentKey: z.boolean(),
    userVerification: z.literal('preferred'),
  }),
  excludeCredentials: descriptors,
});
/** For `PublicKeyCredential.parseRequestOptionsFromJSON`. */
export const requestOptions = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.number(),
  userVerification: z.enum(['required', 'discouraged']),
  allowCredentials: descriptors,
});

/** What is to come where a session does not begin yet. */
export const nextStep = z.object({
  next: z.union([
    /** A second factor, by one of these; `ticket` is good for five minutes. */
    z.object({ ticket: z.string(), methods: z.array(z.enum(['passkey', 'totp', 'recovery-code'])) }),
    /** The link of a letter, opened in this browser. */
    z.object({ confirmDevice: z.literal(true) }),
  ]),
});
/** `POST /api/v1/session`, `POST /api/v1/setup`, `POST /api/v1/session/second-factor` */
export const sessionOrStep = z.union([session, nextStep]);

const answer = {
  code: z.string().optional(),
  recoveryCode: z.string().optional(),
  passkey: assertion.optional(),
};
/** `POST /api/v1/session/second-factor` */
export const secondFactorRequest = z.strictObject({ ticket: z.string(), ...answer });
/** `POST /api/v1/session/second-factor/options` */
export const ticketRequest = z.strictObject({ ticket: z.string() });
/** `POST /api/v1/session/passkey` */
export const passkeySignInRequest = z.strictObject({ passkey: assertion });
/** `POST /api/v1/session/device` */
export const deviceRequest = z.strictObject({ secret: z.string() });
/** `POST /api/v1/session/confirm`: a second factor of whoever has one, else the password. */
export const confirmRequest = z.strictObject({ password: z.string().optional(), ...answer });

export const factorItem = z.object({
  id: z.string(),
  kind: z.enum(['totp', 'passkey']),
  name: z.string(),
  createdAt: time,
  lastUsedAt: time.optional(),
});
/** `GET /api/v1/account/factors` */
export const factorList = z.object({
  items: z.array(factorItem),
  /** How many recovery codes are left. */
  recoveryCodes: z.number().int(),
  /** Why browsers use no passkeys here; absent where they do. */
  noPasskeys: z.string().optional(),
  /** The origin that passkeys belong to. */
  passkeyOrigin: z.string().optional(),
  /** High-impact packages that the caller may publish, and that ask for a passkey which they have not: from when on. */
  keyAskedBy: z
    .array(z.object({ ecosystem, name: z.string(), deadline: time, isInForce: z.boolean() }))
    .optional(),
});
/** `POST /api/v1/account/factors/totp`: what an application needs. */
export const totpOffer = z.object({ ticket: z.string(), secret: z.string(), uri: z.string() });
/** `POST /api/v1/account/factors/totp/confirm` */
export const totpRequest = z.strictObject({ ticket: z.string(), code: z.string(), name: z.string() });
/** `POST /api/v1/account/factors/passkey` */
export const passkeyRequest = z.strictObject({ name: z.string(), passkey: registration });
/** `PATCH /api/v1/account/factors/:id` */
export const factorNameRequest = z.strictObject({ name: z.string() });
/** The codes of a first factor are told once. */
export const enrolledFactor = z.object({ factor: factorItem, recoveryCodes: z.array(z.string()).optional() });
/** `POST /api/v1/account/recovery-codes` */
export const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });

export const sessionItem = z.object({
  id: z.string(),
  createdAt: time,
  expiresAt: time,
  confirmedAt: time,
  proof: z.enum(SIGN_IN_PROOFS),
  network: z.string().optional(),
  agent: z.string().optional(),
  isThis: z.boolean(),
});
/** `GET /api/v1/account/sessions`; `DELETE` ends all but the one that asks, `DELETE …/:id` one. */
export const sessionList = z.object({ items: z.array(sessionItem) });

export type SessionOrStep = z.infer<typeof sessionOrStep>;
export type FactorItem = z.infer<typeof factorItem>;
export type FactorList = z.infer<typeof factorList>;
export type TotpOffer = z.infer<typeof totpOffer>;
export type EnrolledFactor = z.infer<typeof enrolledFactor>;
export type SessionItem = z.infer<typeof sessionItem>;
export type RequestOptions = z.infer<typeof requestOptions>;
export type CreationOptions = z.infer<typeof creationOptions>;
