// A person takes what is kept about them, and leaves for good: over HTTP, with letters.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { hashSecret, mintId } from '../src/identity/secret.ts';
import { mintTokenText } from '../src/identity/tokens/token-text.ts';
import { MINUTE_MS } from '../src/kernel/clock.ts';
import { asPackageName } from '../src/kernel/package-ref.ts';
import { seatPerson, type Seated } from './support/access-callers.ts';
import { callApi } from './support/call-api.ts';
import { holdClock, startGate, type Gate, type TestClock } from './support/gate.ts';

interface Scene {
  readonly gate: Gate;
  readonly clock: TestClock;
  readonly ada: Seated;
  readonly bo: Seated;
  readonly call: (who: Seated, request: string, body?: unknown) => ReturnType<typeof callApi>;
}

const SECRETS = ['sealed by the box', 'public key of bo', 'hash of a code', '$argon2id$'];

/** Ada owns acme, and bo is in it with all that somebody may have. */
async function setScene(t: TestContext): Promise<Scene> {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const ada = await seatPerson(gate, 'ada', { role: 'administrator' });
  const bo = await seatPerson(gate, 'bo');
  const call: Scene['call'] = (who, request, body) => callApi(gate, who, request, body);
  const done = async (who: Seated, request: string, body: unknown, status: number) => {
    const answer = await call(who, request, body);
    assert.equal(answer.status, status, answer.detail);
    return answer;
  };
  await done(ada, 'POST /organisations', { name: 'acme' }, 201);
  const role = 'publisher';
  const invited = await done(ada, 'POST /organisations/acme/invitations', { name: 'bo', role }, 201);
  await done(bo, `POST /invitations/${String(invited.body['id'])}/accept`, undefined, 200);
  await done(ada, 'POST /organisations/acme/teams', { name: 'core' }, 204);
  await done(ada, 'PUT /organisations/acme/teams/core/members/bo', undefined, 204);
  const grant = {
    to: { kind: 'account', name: 'bo' },
    role: 'maintainer',
    ecosystem: 'npm',
    pattern: '@acme/*',
  };
  await done(ada, 'POST /organisations/acme/grants', grant, 201);
  await done(ada, 'POST /organisations', { name: 'other' }, 201);
  await done(ada, 'POST /organisations/other/invitations', { name: 'bo', role: 'member' }, 201);
  return { gate, clock, ada, bo, call };
}

/** A password, an authenticator with its codes, a provider, and a link that is on its way. */
async function equip({ gate, bo, clock }: Scene): Promise<void> {
  await gate.house.storage.work.transact(async (work) => {
    const account = await work.identity.findAccount(bo.id);
    assert.ok(account !== undefined);
    const now = clock.now();
    await work.identity.saveAccount({
      ...account,
      strongestFactor: 'passkey',
      passwordHash: '$argon2id$v=19',
    });
    const enrolled = { accountId: bo.id, createdAt: now, counter: 0 };
    await work.factors.saveFactor({
      ...enrolled,
      id: 'f1',
      kind: 'totp',
      name: 'Pocket',
      sealedSecret: SECRETS[0] ?? '',
    });
    const passkey = { credentialId: 'c1', publicKey: SECRETS[1] ?? '', transports: ['usb'] };
    await work.factors.saveFactor({ ...enrolled, ...passkey, id: 'f2', kind: 'passkey', name: 'Blue key' });
    await work.recoveryCodes.replaceCodes(bo.id, [SECRETS[2] ?? '']);
    await work.devices.saveDevice(bo.id, 'hash of a device', now + MINUTE_MS);
    const identity = { id: 's1', issuer: 'https://id.example', subject: 'bo-77', accountId: bo.id };
    await work.sso.save({ ...identity, linkedAt: now });
    for (const purpose of ['recovery', 'set-password', 'verify-email'] as const) {
      const link = { hash: `hash of ${purpose}`, purpose, accountId: bo.id, expiresAt: now + MINUTE_MS };
      await work.identity.saveLink(link);
    }
  });
}

async function lettersTo(gate: Gate, name: string): Promise<readonly string[]> {
  await gate.house.mail.settle();
  const folder = gate.house.mail.folder ?? '';
  return readdirSync(folder)
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll(/\s+/g, ' '))
    .filter((letter) => letter.includes(`To: ${name}@example.com `));
}

test('a person takes all that is kept about them, and no secret, not even a hash of one', async (t) => {
  const scene = await setScene(t);
  const { gate, bo, ada, call, clock } = scene;
  await equip(scene);
  const { storage } = gate.house;
  const text = mintTokenText('read', (sizeBytes) => randomBytes(sizeBytes));
  await storage.work.transact(async ({ identity, exposure, ownership }) => {
    const token = {
      id: mintId((sizeBytes) => randomBytes(sizeBytes)),
      name: 'laptop',
      scope: 'read',
    } as const;
    await identity.saveToken({ ...token, hash: hashSecret(text), accountId: bo.id, createdAt: clock.now() });
    const fetched = { version: '1.0.0', file: 'tide-1.0.0.tgz', client: 'npm/11', count: 2 };
    const times = { firstAt: clock.now(), lastAt: clock.now() };
    for (const reader of [`token:${token.id}`, `user:${ada.id}`]) {
      await exposure.add([{ ecosystem: 'npm', name: asPackageName('tide'), reader, ...fetched, ...times }]);
    }
    const owner = { kind: 'account', id: bo.id } as const;
    const name = asPackageName('bos-own');
    await ownership.save({ ecosystem: 'npm', name, owner, visibility: 'private', since: clock.now() });
  });
  const answer = await call(bo, 'POST /account/export', {});
  assert.equal(answer.status, 200, answer.detail);
  const exported = answer.body as unknown as Record<string, never>;
  const { account, factors, providers, tokens, organisations, invitations, packages, fetched, journal } =
    exported as unknown as Record<string, never> & {
      account: { name: string; hasPassword: boolean; email: { address: string } };
      factors: { name: string }[];
      providers: { subject: string }[];
      tokens: { name: string }[];
      organisations: { organisation: string; role: string; teams: string[]; grants: { pattern: string }[] }[];
      invitations: { organisation: string }[];
      packages: { name: string }[];
      fetched: { items: { reader: string }[]; hasMore: boolean };
      journal: { items: { kind: string; actor: string; data: Record<string, unknown> }[]; hasMore: boolean };
    };
  assert.deepEqual(
    [account.name, account.hasPassword, account.email.address],
    ['bo', true, 'bo@example.com'],
  );
  assert.deepEqual(factors.map(({ name }) => name).sort(), ['Blue key', 'Pocket']);
  assert.equal(exported['recoveryCodes'], 1);
  assert.deepEqual(
    providers.map(({ subject }) => subject),
    ['bo-77'],
  );
  assert.equal((exported['sessions'] as unknown as unknown[]).length, 1);
  assert.deepEqual(tokens.map(({ name }) => name).sort(), ['api', 'laptop']);
  assert.deepEqual(
    organisations.map(({ organisation, role, teams, grants }) => [
      organisation,
      role,
      teams,
      grants[0]?.pattern,
    ]),
    [['acme', 'publisher', ['core'], '@acme/*']],
  );
  assert.deepEqual(
    invitations.map(({ organisation }) => organisation),
    ['other'],
  );
  assert.deepEqual(
    packages.map(({ name }) => name),
    ['bos-own'],
  );
  assert.deepEqual(
    [fetched.items.length, fetched.items[0]?.reader.startsWith('token:'), fetched.hasMore],
    [1, true, false],
  );
  const kinds = journal.items.map(({ kind }) => kind);
  for (const kind of ['member-joined', 'member-invited', 'grant-given', 'team-changed', 'account-exported']) {
    assert.ok(kinds.includes(kind), `${kind} of ${kinds.join(' ')}`);
  }
  const isAbout = ({ actor, data }: (typeof journal.items)[number]) =>
    actor === 'account:bo' || data['accountId'] === bo.id || data['to'] === 'account:bo';
  assert.ok(journal.items.every(isAbout), 'nothing of others');
  const whole = JSON.stringify(answer.body);
  for (const secret of [...SECRETS, hashSecret(text), text, 'hash of', hashSecret('')]) {
    assert.ok(!whole.includes(secret), secret);
  }
  assert.match((await lettersTo(gate, 'bo')).join('\n'), /What is kept about you was exported/);
});

test('a session that was left open exports and deletes nothing', async (t) => {
  const { bo, call, clock } = await setScene(t);
  clock.passTime(6 * MINUTE_MS);
  assert.equal((await call(bo, 'POST /account/export', {})).code, 'needs-confirmation');
  assert.equal((await call(bo, 'DELETE /account', { name: 'bo' })).code, 'needs-confirmation');
  const byToken = await call({ ...bo, headers: bo.token }, 'DELETE /account', { name: 'bo' });
  assert.equal(byToken.status, 403);
});

test('whoever leaves is gone everywhere at once; the name, revoked tokens and the journal are what is left', async (t) => {
  const scene = await setScene(t);
  const { gate, ada, bo, call } = scene;
  await equip(scene);
  const wrong = await call(bo, 'DELETE /account', { name: 'ada' });
  assert.deepEqual([wrong.status, wrong.code], [400, 'invalid-request']);
  const gone = await call(bo, 'DELETE /account', { name: ' BO ' });
  assert.equal(gone.status, 204, gone.detail);

  const { stores } = gate.house.storage;
  const left = await stores.identity.findAccount(bo.id);
  assert.ok(left?.deletedAt !== undefined && left.disabledAt === left.deletedAt);
  assert.deepEqual(Object.keys(left).sort(), ['createdAt', 'deletedAt', 'disabledAt', 'id', 'name', 'role']);
  const rows = [
    await stores.identity.sessionsOf(bo.id, 0),
    await stores.factors.factorsOf(bo.id),
    await stores.sso.ofAccount(bo.id),
    await stores.organisations.membershipsOf(bo.id),
    await stores.invitations.toAccount(bo.id, 0),
    (await stores.identity.tokensOf(bo.id)).filter(({ revokedAt }) => revokedAt === undefined),
    await stores.identity.accountsWithEmail('bo@example.com'),
  ];
  assert.deepEqual(
    rows.map(({ length }) => length),
    rows.map(() => 0),
  );
  assert.equal(await stores.recoveryCodes.countCodes(bo.id), 0);
  for (const purpose of ['recovery', 'set-password', 'verify-email']) {
    assert.equal(await stores.identity.findLink(`hash of ${purpose}`), undefined, purpose);
  }
  const acme = await stores.organisations.findByName('acme');
  assert.deepEqual(await stores.teams.members(acme?.id ?? ''), []);
  assert.deepEqual(await stores.grants.of(acme?.id ?? ''), []);

  assert.equal((await call(bo, 'GET /account')).status, 401);
  assert.equal((await call({ ...bo, headers: bo.token }, 'GET /organisations')).status, 401);
  const again = await call(ada, 'POST /people', { name: 'bo', role: 'reader' });
  assert.deepEqual([again.status, again.code], [409, 'conflict']);
  const people = (await call(ada, 'GET /people')).body.items as readonly Record<string, unknown>[];
  assert.ok(people.some(({ name, deletedAt }) => name === 'bo' && typeof deletedAt === 'string'));
  assert.equal((await call(ada, `POST /people/${bo.id}/link`)).status, 404);

  const [entry] = await gate.journal('account-deleted');
  assert.deepEqual([entry?.actor, entry?.data], ['account:bo', { accountId: bo.id, name: 'bo', tokens: 1 }]);
  assert.equal((await gate.journal('member-left')).length, 1);
  assert.match((await lettersTo(gate, 'bo')).join('\n'), /Your account was deleted/);
  assert.match((await lettersTo(gate, 'ada')).join('\n'), /bo left acme/);
});

test('who owns something alone is told all that is to be passed on, and nothing has changed', async (t) => {
  const { gate, ada, bo, call, clock } = await setScene(t);
  await gate.house.storage.work.transact(async ({ ownership }) => {
    for (const name of ['tide', 'wave']) {
      const owner = { kind: 'account', id: ada.id } as const;
      const owned = { ecosystem: 'npm', name: asPackageName(name), owner, visibility: 'public' } as const;
      await ownership.save({ ...owned, since: clock.now() });
    }
  });
  await gate.house.storage.work.transact(async ({ namespaces }) => {
    const ref = { ecosystem: 'npm', namespace: '@ada' } as const;
    const claim = { id: 'n1', state: 'pending', challenge: 'c', claimedBy: 'account:ada' } as const;
    const owner = { kind: 'account', id: ada.id } as const;
    await namespaces.save({ ...ref, ...claim, owner, claimedAt: clock.now() });
  });
  const makeAdministrator = async ({ id }: Seated) =>
    gate.house.storage.work.transact(async ({ identity }) => {
      const account = await identity.findAccount(id);
      assert.ok(account !== undefined);
      await identity.saveAccount({ ...account, role: 'administrator', passwordHash: '$argon2id$' });
    });
  await makeAdministrator(ada);
  const last = await call(ada, 'DELETE /account', { name: 'ada' });
  assert.deepEqual([last.status, last.code], [409, 'conflict']);
  assert.match(last.detail, /ada is the last administrator/);
  await makeAdministrator(bo);
  const refused = await call(ada, 'DELETE /account', { name: 'ada' });
  assert.deepEqual([refused.status, refused.code], [409, 'conflict']);
  assert.match(
    refused.detail,
    /last owner of acme, other, and it owns npm:tide, npm:wave, and it has the namespace npm:@ada; pass that on/,
  );
  assert.equal((await call(ada, 'GET /account')).status, 200);
  assert.deepEqual(await gate.journal('account-deleted'), []);
});

test('whose account has a second factor does not delete it by a session that the password alone began', async (t) => {
  const scene = await setScene(t);
  const { gate, call } = scene;
  const cy = await seatPerson(gate, 'cy', { proof: 'password' });
  await gate.house.storage.work.transact(async ({ identity }) => {
    const account = await identity.findAccount(cy.id);
    assert.ok(account !== undefined);
    await identity.saveAccount({ ...account, strongestFactor: 'totp' });
  });
  const refused = await call(cy, 'DELETE /account', { name: 'cy' });
  assert.deepEqual([refused.status, refused.code], [403, 'not-allowed']);
  assert.match(refused.detail, /second factor/);
  const dee = await seatPerson(gate, 'dee', { proof: 'password' });
  const gone = await call(dee, 'DELETE /account', { name: 'dee' });
  assert.equal(gone.status, 204, gone.detail);
});
