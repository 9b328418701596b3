// A gate whose domains are those of a real DNS server on loopback, with an organisation and people of it.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

import { hashSecret } from '../../src/identity/secret.ts';
import type { MemberRole } from '../../src/identity/organisations/organisation-ports.ts';
import { DAY_MS } from '../../src/kernel/clock.ts';
import { seatPerson, type Seated } from './access-callers.ts';
import { callApi, type ApiAnswer } from './call-api.ts';
import { freeDnsPort, READY, startDns } from './dns-server.ts';
import { holdClock, startGate, type Gate, type GateOptions, type TestClock } from './gate.ts';

export interface NamespaceScene {
  readonly gate: Gate;
  readonly clock: TestClock;
  /** Owns acme and maintains it. */
  readonly ada: Seated;
  /** Administers the server. */
  readonly root: Seated;
  readonly call: (who: Seated, request: string, body?: unknown) => Promise<ApiAnswer>;
  /** Somebody new, of acme where a role is named. */
  seat(name: string, role?: MemberRole): Promise<Seated>;
  /** What DNS answers from now on: TXT records by domain. */
  showTexts(records: Readonly<Record<string, readonly string[]>>): Promise<void>;
  /** DNS answers nothing more. */
  silence(): Promise<void>;
  /** Time passes, and those who are named confirm that it is them. */
  passTime(ms: number, ...people: readonly Seated[]): Promise<void>;
  claim(who: Seated, wish: object): Promise<Claimed>;
  prove(who: Seated, id: string, way?: string): Promise<ApiAnswer>;
}

export interface Claimed {
  readonly id: string;
  readonly pattern: string;
  readonly state: string;
  readonly tasks: readonly { readonly way: string; readonly where: string; readonly what?: string }[];
}

/** Everything that is owned in it is acme's. */
const ACME = { id: 'o1', name: 'acme', displayName: 'Acme', createdAt: 1 };

export async function setNamespaceScene(
  t: TestContext,
  options: GateOptions & { readonly extraDns?: readonly string[] } = {},
): Promise<NamespaceScene> {
  const clock = holdClock();
  const port = await freeDnsPort();
  let stop = await startDns(t, port, [READY]);
  const { config = {}, extraDns = [], ...rest } = options;
  const gate = await startGate(t, {
    ...rest,
    clock,
    config: { ...config, accounts: { dns_servers: [`127.0.0.1:${port}`, ...extraDns] } },
  });
  const call: NamespaceScene['call'] = (who, request, body) => callApi(gate, who, request, body);
  const join = (who: Seated, role: MemberRole) =>
    gate.house.storage.work.transact(async ({ organisations }) => {
      await organisations.save(ACME);
      await organisations.saveMember({ organisationId: ACME.id, accountId: who.id, role, since: 1 });
    });
  const seat: NamespaceScene['seat'] = async (name, role) => {
    const who = await seatPerson(gate, name);
    if (role !== undefined) await join(who, role);
    return who;
  };
  const root = await seatPerson(gate, 'root', { role: 'administrator' });
  return {
    gate,
    clock,
    ada: await seat('ada', 'owner'),
    root,
    call,
    seat,
    async showTexts(records) {
      await stop();
      const lines = Object.entries(records).flatMap(([domain, texts]) =>
        texts.map((text) => `--txt-record=${domain},${text}`),
      );
      stop = await startDns(t, port, [READY, ...lines]);
    },
    silence: () => stop(),
    async passTime(ms, ...people) {
      clock.passTime(ms);
      const now = clock.now();
      await gate.house.storage.work.transact(async ({ identity }) => {
        for (const { headers } of people) {
          const session = await identity.findSession(hashSecret(headers['cookie']?.split('=')[1] ?? ''));
          assert.ok(session !== undefined);
          await identity.saveSession({ ...session, confirmedAt: now, expiresAt: now + DAY_MS });
        }
      });
    },
    async claim(who, wish) {
      const made = await call(who, 'POST /namespaces', wish);
      assert.equal(made.status, 201, made.detail);
      return made.body as unknown as Claimed;
    },
    prove: (who, id, way = 'dns') => call(who, `POST /namespaces/${id}/proof`, { way }),
  };
}

/** The line that DNS or a file has to show. */
export function lineOf({ tasks }: Claimed): string {
  return tasks.find(({ way }) => way === 'dns')?.what ?? assert.fail('nothing is to be shown in DNS');
}
