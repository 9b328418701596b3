// The first administrator of a gate in this process, over HTTP, with a second factor where a test is not about enrolling one.

import assert from 'node:assert/strict';

import { hashSecret } from '../../src/identity/secret.ts';
import { ask, type Answer } from './ask.ts';
import type { Gate } from './gate.ts';

export const GATE_PERSON = { name: 'ada', password: 'a long enough pass phrase' } as const;

export interface GatePerson {
  readonly accountId: string;
  readonly cookie: string;
  /** Calls the API below `/api/v1` as a page of the gate does. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Mints a token; answers its text. */
  mint(request: object): Promise<string>;
}

interface PersonOptions {
  /** Where her letters go; default: nowhere. */
  readonly email?: string;
  /** Whether she signed in with a passkey. Default true. */
  readonly hasFactor?: boolean;
}

/** Follows the gate's one-time link. */
export async function makeGatePerson(gate: Gate, options: PersonOptions = {}): Promise<GatePerson> {
  const secret = gate.house.firstAdministrator;
  const made = await send(gate, 'POST', '/setup', { secret, ...GATE_PERSON });
  assert.equal(made.status, 200, made.text);
  const cookie = made.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const accountId = (JSON.parse(made.text) as { account: { id: string } }).account.id;
  await equip(gate, { accountId, sessionSecret: cookie.split('=')[1] ?? '' }, options);
  const call = async (method: string, path: string, body?: unknown) => send(gate, method, path, body, cookie);
  return {
    accountId,
    cookie,
    call,
    async mint(request) {
      const minted = await call('POST', '/tokens', request);
      assert.equal(minted.status, 201, minted.text);
      return (JSON.parse(minted.text) as { token: string }).token;
    },
  };
}

/** As if she had enrolled a passkey, signed in with it and verified her address. */
async function equip(
  { house: { storage, registry } }: Gate,
  { accountId, sessionSecret }: { readonly accountId: string; readonly sessionSecret: string },
  { email, hasFactor = true }: PersonOptions,
): Promise<void> {
  await storage.work.transact(async ({ identity }) => {
    const account = await identity.findAccount(accountId);
    const session = await identity.findSession(hashSecret(sessionSecret));
    assert.ok(account !== undefined && session !== undefined);
    const now = registry.clock.now();
    // Its domain was just looked at: tests that last more than a minute do not hang on what the machine's DNS says of it.
    const verified = { address: email ?? '', verifiedAt: now, checkedAt: now };
    await identity.saveAccount({
      ...account,
      ...(email === undefined ? {} : { email: verified }),
      ...(hasFactor ? { strongestFactor: 'passkey' } : {}),
    });
    if (hasFactor) await identity.saveSession({ ...session, proof: 'passkey' });
  });
}

async function send(
  gate: Gate,
  method: string,
  path: string,
  body: unknown,
  cookie?: string,
): Promise<Answer> {
  return ask(`${gate.url}/api/v1${path}`, {
    method,
    headers: {
      'sec-fetch-site': 'same-origin',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(cookie === undefined ? {} : { cookie }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
