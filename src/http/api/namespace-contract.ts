// The public JSON API: who owns which namespace, how it is proven, and who may create which name.

import { z } from 'zod';

import { APPEAL_STATES, NAMESPACE_STATES, PROOF_WAYS } from '../../identity/namespaces/namespace-ports.ts';
import { ecosystem, time } from './contract.ts';

/** For those who list what may stand there. */
export const proofWay = z.enum(PROOF_WAYS);

const words = z.string().min(1).max(300);
const namespaceText = z.string().min(1).max(600);
const packageText = z.string().min(1).max(600);

export const namespaceItem = z.object({
  id: z.string(),
  ecosystem,
  namespace: z.string(),
  /** The names in it: `@acme/*`, `acme-*`, `com.acme.*`. */
  pattern: z.string(),
  state: z.enum(NAMESPACE_STATES),
  /** `organisation:acme`, `account:ada`; absent: reserved for nobody. */
  owner: z.string().optional(),
  /** How it was proven; `grant`: an administrator vouches for it. */
  proof: z.enum([...PROOF_WAYS, 'grant']).optional(),
  /** `the domain acme.com`, `the account acme at github` */
  place: z.string().optional(),
  /** How it can be proven; `what` is the TXT record, or the line of the file. */
  tasks: z.array(z.object({ way: proofWay, where: z.string(), what: z.string().optional() })),
  claimedAt: time,
  /** When it was shown last. */
  provenAt: time.optional(),
  /** Since when the proof is gone. */
  failingSince: time.optional(),
  reason: z.string().optional(),
});
/** `GET /api/v1/namespaces` */
export const namespaceQuery = z.object({ all: z.enum(['true', 'false']).default('false') });
export const namespaceList = z.object({ items: z.array(namespaceItem) });

/** `POST /api/v1/namespaces`; without an organisation it is the caller's own. Maven's groupIds spell their place themselves. */
export const claimRequest = z.strictObject({
  ecosystem,
  namespace: namespaceText,
  organisation: z.string().min(1).max(200).optional(),
  domain: z.string().max(300).optional(),
  /** An account at a code host: `github:acme`. */
  repository: z.string().max(200).optional(),
});
/** `POST /api/v1/namespaces/:id/proof` */
export const proofRequest = z.strictObject({ way: proofWay });
export const proofAnswer = z.object({
  namespace: namespaceItem,
  /** `absent`: it was looked at, and is not there. `unknown`: it could not be looked at. */
  look: z.enum(['shown', 'absent', 'unknown']),
  found: z.string(),
  /** Why an administrator has to agree. */
  waitsFor: z.array(z.string()),
});
/** `POST /api/v1/namespaces/:id/removal` */
export const removalRequest = z.strictObject({ reason: words });
/** `POST /api/v1/namespaces/grants` */
export const namespaceGrantRequest = z.strictObject({
  ecosystem,
  namespace: namespaceText,
  owner: z.strictObject({ kind: z.enum(['organisation', 'account']), name: z.string().min(1).max(200) }),
  reason: words,
});
/** `POST /api/v1/namespaces/reservations` */
export const namespaceReservationRequest = z.strictObject({
  ecosystem,
  namespace: namespaceText,
  reason: words,
});

/** `GET /api/v1/names/:ecosystem/:name`: whether the caller may create a package of this name. */
export const nameParam = z.object({ ecosystem, name: packageText });
export const nameAnswer = z.object({
  name: z.string(),
  may: z.boolean(),
  /** Whose the package becomes, where a namespace says. */
  owner: z.string().optional(),
  why: z.enum(['namespace', 'lapsed', 'reserved', 'outside', 'unverified', 'look-alike']).optional(),
  /** To be printed. */
  sentence: z.string().optional(),
});

export const appealItem = z.object({
  id: z.string(),
  ecosystem,
  name: z.string(),
  looksLike: z.string(),
  how: z.string(),
  account: z.string(),
  reason: z.string(),
  askedAt: time,
  state: z.enum(APPEAL_STATES),
  decidedBy: z.string().optional(),
  answer: z.string().optional(),
});
export const appealList = z.object({ items: z.array(appealItem) });
/** `POST /api/v1/names/appeals` */
export const appealRequest = z.strictObject({ ecosystem, name: packageText, reason: words });
/** `PUT /api/v1/names/appeals/:id` */
export const appealDecision = z.strictObject({ decision: z.enum(['granted', 'refused']), answer: words });

export type NamespaceItem = z.infer<typeof namespaceItem>;
export type AppealItem = z.infer<typeof appealItem>;
export type ProofAnswer = z.infer<typeof proofAnswer>;
