// A gate with a package that others depend on: ada owns acme, bo maintains its package tide, and so much more as a test adds.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

import { DAY_MS } from '../../src/kernel/clock.ts';
import type { SignInProof } from '../../src/identity/ports.ts';
import { npmBody } from '../publish/npm-body.ts';
import type { Seated } from './access-callers.ts';
import { makeAcme, type Acme } from './acme.ts';
import { ask, type Answer } from './ask.ts';
import { callApi, type ApiAnswer } from './call-api.ts';
import { holdClock, startGate, type Gate, type TestClock } from './gate.ts';

export interface ImpactScene {
  readonly gate: Gate;
  readonly clock: TestClock;
  readonly acme: Acme;
  readonly bo: Seated;
  readonly call: (who: Seated, request: string, body?: object) => Promise<ApiAnswer>;
  /** Publishes by npm; answers what npm gets. */
  readonly publish: (token: string, name: string, version: string, manifest?: object) => Promise<Answer>;
  /** Lets time go by; everybody signs in anew, with the proof and the factor that they have. */
  readonly passTime: (ms: number) => Promise<void>;
  /** What somebody has, and how their session was begun. */
  readonly equip: (who: Seated, factor: 'passkey' | 'totp' | undefined, proof: SignInProof) => Promise<void>;
  /** Counts anew, if a day has gone by. */
  readonly turn: () => Promise<void>;
}

export const TIDE = '@acme/tide';

export async function makeImpactScene(
  test: Pick<TestContext, 'after'>,
  rule: object = { dependents: 2, downloads: 5, grace_days: 30 },
): Promise<ImpactScene> {
  const clock = holdClock();
  const gate = await startGate(test, { clock, config: { high_impact: rule } });
  const acme = await makeAcme(gate);
  const bo = await acme.seat('bo');
  await acme.join(bo, 'maintainer');
  const people = [acme.ada, bo];
  await gate.reserve('npm', '@acme/*');
  await acme.own('npm', TIDE);
  const renew = async (who: Seated, proof?: SignInProof) => {
    await gate.house.storage.work.transact(async ({ identity }) => {
      const now = clock.now();
      for (const session of await identity.sessionsOf(who.id, 0)) {
        const lasts = { confirmedAt: now, expiresAt: now + 86_400_000 };
        await identity.saveSession({ ...session, ...lasts, proof: proof ?? session.proof });
      }
    });
  };
  return {
    gate,
    clock,
    acme: {
      ...acme,
      async seat(name) {
        const seated = await acme.seat(name);
        people.push(seated);
        return seated;
      },
    },
    bo,
    call: (who, request, body) => callApi(gate, who, request, body),
    async publish(token, name, version, manifest = {}) {
      return ask(`${gate.urls.npm}/${name.replace('/', '%2f')}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: await npmBody({ name, version, manifest }),
      });
    },
    async passTime(ms) {
      clock.passTime(ms);
      for (const who of people) await renew(who);
    },
    async equip(who, factor, proof) {
      await gate.house.storage.work.transact(async ({ identity, journal }) => {
        const account = await identity.findAccount(who.id);
        assert.ok(account !== undefined);
        const { strongestFactor: _, ...rest } = account;
        await identity.saveAccount(factor === undefined ? rest : { ...rest, strongestFactor: factor });
        // Whatever remembers what an account has hears of it so.
        const data = { accountId: who.id, factorId: 'some', factor: 'totp' } as const;
        journal.record({ kind: 'factor-removed', actor: 'gatehouse', at: clock.now(), data });
      });
      await renew(who, proof);
    },
    turn: () => gate.house.highImpact.turn(),
  };
}

/** Two packages of others need tide, so that it is high-impact; answers bo's token for all of them. */
export async function makeHigh({ acme, bo, publish, turn }: ImpactScene): Promise<string> {
  const token = await acme.mint(bo, 'npm', ['@acme/*'], ['publish']);
  for (const name of [TIDE, '@acme/wave', '@acme/pool']) {
    if (name !== TIDE) await acme.own('npm', name);
    const manifest = name === TIDE ? {} : { dependencies: { [TIDE]: '^1' } };
    const published = await publish(token, name, '1.0.0', manifest);
    assert.equal(published.status, 201, published.text);
  }
  await turn();
  return token;
}

/** The same, with the deadline gone by; answers another token of bo's, since those of before are over then. */
export async function makeInForce(scene: ImpactScene): Promise<string> {
  await makeHigh(scene);
  await scene.passTime(30 * DAY_MS);
  return scene.acme.mint(scene.bo, 'npm', ['@acme/*'], ['publish']);
}
