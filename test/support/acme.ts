// An organisation whose people can make write tokens: ada owns acme, and others join it.

import assert from 'node:assert/strict';

import type { Ecosystem } from '../../src/kernel/ecosystem.ts';
import { seatPerson, type Seated } from './access-callers.ts';
import { callApi } from './call-api.ts';
import type { Gate } from './gate.ts';

export interface Acme {
  readonly ada: Seated;
  /** A person with an account and a passkey. */
  seat(name: string): Promise<Seated>;
  /** They join acme as `role`. */
  join(who: Seated, role: string): Promise<void>;
  /** The package is acme's from now on. */
  own(ecosystem: Ecosystem, name: string): Promise<void>;
  /** A write token for packages of an ecosystem, with these actions. */
  mint(
    who: Seated,
    ecosystem: Ecosystem,
    patterns: readonly string[],
    actions?: readonly string[],
  ): Promise<string>;
}

export async function makeAcme(gate: Gate): Promise<Acme> {
  const seat = async (name: string, role: 'reader' | 'reviewer' = 'reader') => {
    const seated = await seatPerson(gate, name, { role });
    // Whose write tokens are in force.
    await gate.house.storage.work.transact(async ({ identity }) => {
      const account = await identity.findAccount(seated.id);
      assert.ok(account !== undefined);
      await identity.saveAccount({ ...account, strongestFactor: 'passkey' });
    });
    return seated;
  };
  const call = async (who: Seated, request: string, body?: object) => {
    const answer = await callApi(gate, who, request, body);
    assert.ok(answer.status < 300, `${request}: ${answer.status} ${answer.detail}`);
    return answer.body;
  };
  const ada = await seat('ada', 'reviewer');
  await call(ada, 'POST /organisations', { name: 'acme', displayName: 'Acme Ltd' });
  return {
    ada,
    seat: async (name) => seat(name),
    async join(who, role) {
      const invited = await call(ada, 'POST /organisations/acme/invitations', { name: who.name, role });
      await call(who, `POST /invitations/${String(invited['id'])}/accept`);
    },
    async own(ecosystem, name) {
      await call(ada, 'POST /organisations/acme/packages', { ecosystem, name, visibility: 'public' });
    },
    async mint(who, ecosystem, patterns, actions = ['publish', 'yank', 'manage-owners']) {
      const packages = patterns.map((pattern) => ({ ecosystem, pattern }));
      const minted = await call(who, 'POST /tokens', { name: 'laptop', scope: 'write', actions, packages });
      return String(minted['token']);
    },
  };
}
