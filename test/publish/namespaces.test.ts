// New names over the wire: whose namespace they lie in, and what they look like, decides who publishes under them.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { MINUTE_MS } from '../../src/kernel/clock.ts';
import { asPackageName } from '../../src/kernel/package-ref.ts';
import { seatPerson, type Seated } from '../support/access-callers.ts';
import { callApi } from '../support/call-api.ts';
import { holdClock, startGate, type GateOptions } from '../support/gate.ts';
import { npmBody } from './npm-body.ts';

const ACME = { id: 'o1', name: 'acme', displayName: 'Acme', createdAt: 1 };

/** Ada owns acme, pia publishes for it, eve belongs to nothing, root administers. */
async function setScene(t: TestContext, options: GateOptions = {}) {
  const gate = await startGate(t, options);
  const root = await seatPerson(gate, 'root', { role: 'administrator' });
  const [ada, pia, eve] = [
    await seatPerson(gate, 'ada'),
    await seatPerson(gate, 'pia'),
    await seatPerson(gate, 'eve'),
  ];
  await gate.house.storage.work.transact(async ({ organisations }) => {
    await organisations.save(ACME);
    const member = { organisationId: ACME.id, since: 1 };
    await organisations.saveMember({ ...member, accountId: ada.id, role: 'owner' });
    await organisations.saveMember({ ...member, accountId: pia.id, role: 'publisher' });
  });
  const enrol = ({ id }: Seated) =>
    gate.house.storage.work.transact(async ({ identity }) => {
      const account = await identity.findAccount(id);
      assert.ok(account !== undefined);
      await identity.saveAccount({ ...account, strongestFactor: 'passkey' });
    });
  for (const person of [ada, pia, eve]) await enrol(person);
  const grant = (ecosystem: string, namespace: string) =>
    callApi(gate, root, 'POST /namespaces/grants', {
      ecosystem,
      namespace,
      owner: { kind: 'organisation', name: 'acme' },
      reason: 'theirs',
    });
  const publish = async (who: Seated, name: string, version = '1.0.0') => {
    const minted = await callApi(gate, who, 'POST /tokens', {
      name: 'ci',
      scope: 'write',
      actions: ['publish'],
      packages: [{ ecosystem: 'npm', pattern: name }],
    });
    assert.equal(minted.status, 201, minted.detail);
    return gate.ask(`/npm/${name.replace('/', '%2f')}`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${String(minted.body['token'])}`,
        'content-type': 'application/json',
      },
      body: await npmBody({ name, version }),
    });
  };
  return { gate, root, ada, pia, eve, enrol, grant, publish };
}

test('in a namespace its publishers alone publish a new name, which is its owner’s from the first version', async (t) => {
  const { gate, ada, pia, eve, grant, publish } = await setScene(t);
  assert.equal((await grant('npm', '@acme')).status, 201);
  for (const who of [eve, ada]) {
    const refused = await publish(who, '@acme/tide');
    assert.equal(refused.status, 403, refused.text);
    assert.match(refused.text, /Cannot publish @acme\/tide: it lies in the namespace @acme\/\*/);
  }
  assert.equal((await publish(pia, '@acme/tide')).status, 201);
  const owner = await callApi(gate, pia, 'GET /owners/npm/%40acme%2Ftide');
  assert.equal(owner.body['owner'], 'organisation:acme');
  assert.equal((await gate.ask('/npm/@acme%2ftide')).status, 200, 'what is published here is served');
  assert.equal((await publish(eve, '@acme/tide', '1.0.1')).status, 403);
});

test('a name that looks like one that matters is not published; its own publisher names what they like', async (t) => {
  const clock = holdClock();
  const { gate, pia, publish, enrol } = await setScene(t, { clock });
  assert.equal((await publish(pia, 'tide-pool')).status, 201);
  assert.equal((await publish(pia, 'tide-pools')).status, 201, 'next to one’s own');
  // Names that matter are read anew every ten minutes.
  clock.passTime(11 * MINUTE_MS);
  const zoe = await seatPerson(gate, 'zoe');
  await enrol(zoe);
  const refused = await publish(zoe, 'tidepool');
  assert.equal(refused.status, 403);
  assert.match(
    refused.text,
    /it looks like tide-pool \(the same but for separators\).*gatehouse name appeal npm tidepool/,
  );
  assert.equal((await gate.ask('/npm/tidepool')).status, 404);
});

test('where names are given within namespaces alone, nobody publishes a new one elsewhere', async (t) => {
  const { pia, publish } = await setScene(t, { config: { publish: { new_names: 'namespaces' } } });
  const refused = await publish(pia, 'tide-pool');
  assert.equal(refused.status, 403);
  assert.match(refused.text, /new packages are named within namespaces here/);
});

test('a name that a reviewer keeps is taken by a reviewer, or by whom they gave it to, and by nobody else', async (t) => {
  const { gate, root, eve, pia, enrol, publish } = await setScene(t);
  await enrol(root);
  await gate.reserve('npm', '@ours/*');
  const refused = await publish(eve, '@ours/tide');
  assert.equal(refused.status, 403, refused.text);
  assert.match(refused.text, /reserved here, and nobody owns it yet; a reviewer says whose it is/);
  assert.equal((await publish(root, '@ours/foam')).status, 201);
  const owner = { kind: 'organisation', id: ACME.id } as const;
  const tide = {
    ecosystem: 'npm',
    name: asPackageName('@ours/tide'),
    owner,
    visibility: 'public',
    since: 1,
  } as const;
  await gate.house.storage.work.transact(({ ownership }) => ownership.save(tide));
  assert.equal((await publish(pia, '@ours/tide')).status, 201);
  assert.equal((await publish(eve, '@ours/tide', '2.0.0')).status, 403);
});

test('who publishes a reserved name first is told that nothing is there, as clients ask before they publish', async (t) => {
  const { gate, root, enrol } = await setScene(t);
  await enrol(root);
  await gate.reserve('maven', 'org.ours.*');
  const minted = await callApi(gate, root, 'POST /tokens', {
    name: 'ci',
    scope: 'write',
    actions: ['publish'],
    packages: [{ ecosystem: 'maven', pattern: 'org.ours.*' }],
  });
  const authorization = `Bearer ${String(minted.body['token'])}`;
  const list = '/maven/org/ours/tide/maven-metadata.xml';
  assert.equal((await gate.ask(list)).status, 403);
  assert.equal((await gate.ask(list, { headers: { authorization } })).status, 404);
  assert.equal(gate.upstream.count(/org\/ours/), 0, 'no upstream was asked');
});

test('cargo, which asks without its token, is refused as for what is not there in a namespace of somebody’s: of a private crate in the same words', async (t) => {
  const { gate, ada, grant } = await setScene(t);
  const index = async (path: string) => {
    const { status, text } = await gate.ask(`/cargo/${path}`);
    return { status, text: text.replaceAll(path.split('/').at(-1) ?? '', 'NAME') };
  };
  await gate.reserve('cargo', 'kept-*');
  assert.equal((await index('ke/pt/kept-tide')).status, 403, 'a reviewer keeps it from everybody');
  assert.equal((await grant('cargo', 'acme')).status, 201);
  await gate.house.storage.work.transact(async ({ ownership, journal }) => {
    const name = asPackageName('acme-private');
    const owner = { kind: 'account', id: ada.id } as const;
    await ownership.save({ ecosystem: 'cargo', name, owner, visibility: 'private', since: 1 });
    const data = { owner: 'account:ada', visibility: 'private' } as const;
    journal.record({ kind: 'package-created', actor: 'account:ada', at: 1, ecosystem: 'cargo', name, data });
  });
  const absent = await index('ac/me/acme-tide');
  assert.equal(absent.status, 404, absent.text);
  assert.match(
    absent.text,
    /NAME is refused by rule reserved-name: .*the namespace was granted to an owner here/,
  );
  assert.deepEqual(await index('ac/me/acme-private'), absent);
  // A file of it is refused as before, there or not.
  const file = async (name: string) => {
    const { status, text } = await gate.ask(`/cargo/crates/${name}/1.0.0/download`);
    return { status, text: text.replaceAll(name, 'NAME') };
  };
  assert.equal((await file('acme-tide')).status, 403);
  assert.deepEqual(await file('acme-private'), await file('acme-tide'));
});
