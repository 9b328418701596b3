// Everybody who may stand at the door: each role with each kind of credential, made in a gate's own store.

import { randomBytes } from 'node:crypto';

import { ROLES, type Role, type SignInProof } from '../../src/identity/ports.ts';
import { hashSecret, mintId, mintSecret } from '../../src/identity/secret.ts';
import { SESSION_COOKIE } from '../../src/identity/sessions/credentials.ts';
import { mintTokenText } from '../../src/identity/tokens/token-text.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import type { Gate } from './gate.ts';

export const CREDENTIALS = [
  'read-token',
  'api-token',
  'person',
  'confirmed-person',
  'mfa-person',
  'confirmed-mfa-person',
] as const;

export type Credential = (typeof CREDENTIALS)[number];

type Headers = Readonly<Record<string, string>>;

export interface Caller {
  readonly credential: Credential | 'nobody';
  /** `reader` for nobody. */
  readonly role: Role;
  readonly headers: Headers;
}

export interface Callers {
  readonly all: readonly Caller[];
  find(role: Role, credential: Credential): Caller;
  accountOf(role: Role): string;
  /** Begins sessions anew that a request may have ended. */
  renew(): Promise<void>;
}

const random = (sizeBytes: number) => randomBytes(sizeBytes);

/** A browser says so of the page that it asks for. */
const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' };

export function cookieOf(secret: string): Headers {
  return { cookie: `${SESSION_COOKIE}=${secret}`, ...SAME_ORIGIN };
}

/** An account of each role, each with tokens and sessions of every kind. */
export async function makeCallers(gate: Gate, prefix = 'walker'): Promise<Callers> {
  const people = ROLES.map((role) => ({ role, id: mintId(random), name: `${prefix}-${role}` }));
  const secrets = new Map<string, string>();
  const now = gate.house.registry.clock.now();
  await gate.house.storage.work.transact(async ({ identity, journal }) => {
    for (const { role, id, name } of people) {
      await identity.saveAccount({ id, name, role, createdAt: now });
      for (const scope of ['read', 'api'] as const) {
        const text = mintTokenText(scope, random);
        secrets.set(`${role} ${scope}-token`, text);
        const token = { id: mintId(random), name: scope, accountId: id, scope, createdAt: now };
        await identity.saveToken({ ...token, hash: hashSecret(text) });
      }
      journal.record({
        kind: 'account-created',
        actor: 'gatehouse',
        at: now,
        data: { accountId: id, name, role },
      });
    }
  });
  const renew = async (): Promise<void> => {
    await gate.house.storage.work.transact(async ({ identity }) => {
      for (const { role, id } of people) {
        for (const [credential, proof, ageMs] of SESSIONS) {
          const secret = secrets.get(`${role} ${credential}`) ?? mintSecret(random);
          secrets.set(`${role} ${credential}`, secret);
          await identity.saveSession({
            idHash: hashSecret(secret),
            accountId: id,
            createdAt: now - HOUR_MS,
            expiresAt: now + HOUR_MS,
            confirmedAt: gate.house.registry.clock.now() - ageMs,
            proof,
          });
        }
      }
    });
  };
  await renew();
  const all: Caller[] = [{ credential: 'nobody', role: 'reader', headers: SAME_ORIGIN }];
  for (const role of ROLES) {
    for (const credential of CREDENTIALS) {
      const secret = secrets.get(`${role} ${credential}`) ?? '';
      const headers = credential.endsWith('-token')
        ? { authorization: `Bearer ${secret}` }
        : cookieOf(secret);
      all.push({ credential, role, headers });
    }
  }
  return {
    all,
    find(role, credential) {
      const found = all.find((caller) => caller.role === role && caller.credential === credential);
      if (found === undefined) throw new Error(`no caller ${role} ${credential}`);
      return found;
    },
    accountOf: (role) => people.find((one) => one.role === role)?.id ?? '',
    renew,
  };
}

const SESSIONS: readonly (readonly [Credential, SignInProof, ageMs: number])[] = [
  ['person', 'password', 6 * MINUTE_MS],
  ['confirmed-person', 'password', 0],
  ['mfa-person', 'two-factor', 6 * MINUTE_MS],
  ['confirmed-mfa-person', 'passkey', 0],
];

/** Somebody with an account at a gate. */
export interface Seated {
  readonly id: string;
  readonly name: string;
  /** Signed in just now, with a passkey. */
  readonly headers: Headers;
  /** Of an API token. */
  readonly token: Headers;
}

/** Makes an account with a verified address, and signs it in. */
export async function seatPerson(
  gate: Gate,
  name: string,
  { role = 'reader', proof = 'passkey' }: { readonly role?: Role; readonly proof?: SignInProof } = {},
): Promise<Seated> {
  const [id, secret, text] = [mintId(random), mintSecret(random), mintTokenText('api', random)];
  const now = gate.house.registry.clock.now();
  const email = { address: `${name}@example.com`, verifiedAt: now };
  await gate.house.storage.work.transact(async ({ identity }) => {
    await identity.saveAccount({ id, name, role, createdAt: now, email });
    const [createdAt, expiresAt] = [now, now + 30 * DAY_MS];
    await identity.saveSession({
      idHash: hashSecret(secret),
      accountId: id,
      createdAt,
      expiresAt,
      confirmedAt: now,
      proof,
    });
    const token = { id: mintId(random), name: 'api', accountId: id, scope: 'api', createdAt } as const;
    await identity.saveToken({ ...token, hash: hashSecret(text) });
  });
  return { id, name, headers: cookieOf(secret), token: { authorization: `Bearer ${text}` } };
}
