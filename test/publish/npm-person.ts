// Somebody with an authenticator at a gate whose clock a test holds, and a token of hers.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

import { MINUTE_MS, SECOND_MS } from '../../src/kernel/clock.ts';
import { seatPerson, type Seated } from '../support/access-callers.ts';
import { ask, type Answer } from '../support/ask.ts';
import { callApi } from '../support/call-api.ts';
import { enrolAuthenticator, openAdministrator, type ApiBrowser } from '../support/factor-browser.ts';
import { holdClock, startGate, type Gate, type GateOptions, type TestClock } from '../support/gate.ts';

export interface NpmPerson {
  readonly gate: Gate;
  readonly clock: TestClock;
  readonly browser: ApiBrowser;
  /** A code of the authenticator that was not used before. */
  freshCode(): string;
  mint(more?: object): Promise<string>;
  /** Sends a request below npm's root with a token, as a client that asks its person for a code. */
  send(token: string, method: string, path: string, more?: Sent): Promise<Answer>;
}

export interface Sent {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Codes of an authenticator, and sparing, are over after these. */
export const STEP_MS = 30 * SECOND_MS;
export const LONG_MS = 6 * MINUTE_MS;

export async function npmScene(test: TestContext, config: GateOptions['config'] = {}): Promise<NpmPerson> {
  const clock = holdClock();
  const gate = await startGate(test, { clock, config });
  const browser = await openAdministrator(gate);
  const authenticator = await enrolAuthenticator(browser, clock.now());
  return {
    gate,
    clock,
    browser,
    freshCode() {
      clock.passTime(STEP_MS);
      return authenticator.code(clock.now());
    },
    async mint(more = {}) {
      const request = {
        name: 'laptop',
        scope: 'write',
        actions: ['publish', 'deprecate', 'manage-tags', 'unpublish', 'manage-owners'],
        packages: [{ ecosystem: 'npm', pattern: '@acme/*' }],
        ...more,
      };
      return (await browser.json('POST', '/tokens', request, 201)).token as string;
    },
    send: (token, method, path, { body, headers } = {}) =>
      ask(`${gate.urls.npm}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
      }),
  };
}

/** Whom she makes members of her organisation acme. */
export async function seatMembers(
  { gate, browser }: NpmPerson,
  members: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, Seated>>> {
  await browser.json('POST', '/organisations', { name: 'acme', displayName: 'Acme Ltd' }, 201);
  const seated: Record<string, Seated> = {};
  for (const [name, role] of Object.entries(members)) {
    const one = await seatPerson(gate, name, {});
    await gate.house.storage.work.transact(async ({ identity }) => {
      const account = await identity.findAccount(one.id);
      if (account !== undefined) await identity.saveAccount({ ...account, strongestFactor: 'passkey' });
    });
    const { id } = await browser.json('POST', '/organisations/acme/invitations', { name, role }, 201);
    const accepted = await callApi(gate, one, `POST /invitations/${String(id)}/accept`);
    assert.ok(accepted.status < 300, accepted.detail);
    seated[name] = one;
  }
  return seated;
}

/** The package is acme's from now on. */
export async function ownAsAcme({ browser }: NpmPerson, name: string): Promise<void> {
  const owned = { ecosystem: 'npm', name, visibility: 'public' };
  await browser.json('POST', '/organisations/acme/packages', owned, 204);
}
