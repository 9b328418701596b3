// Staged versions: nobody installs one before a second person approves it, as it was shown to them.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';

import { makePublisherToken } from '../../src/identity/tokens/publisher-token.ts';
import { asPackageName } from '../../src/kernel/package-ref.ts';
import { DAY_MS } from '../../src/kernel/clock.ts';
import { hashSecret } from '../../src/identity/secret.ts';
import { openPublishing } from '../../src/main/open-publishing.ts';
import { parseConfig } from '../../src/main/config.ts';
import { approveStaged } from '../../src/registry/staged/approve-staged.ts';
import { sweepStaged } from '../../src/registry/staged/sweep-staged.ts';
import { holdClock } from '../support/gate.ts';
import { lettersOf } from '../support/letters-of.ts';
import { npmBody } from './npm-body.ts';
import { stagedScene, type StagedScene } from './staged-scene.ts';

const served = async ({ gate }: StagedScene) => (await gate.ask('/npm/@acme%2ftide')).status;

describe('staging a version', () => {
  it('keeps it from everybody until a second person approves it; then it is published as any other', async (test) => {
    const scene = await stagedScene(test);
    const { gate, acme, bo, cy, staged, api, approve } = scene;
    const id = await staged();
    assert.match(id, /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    assert.equal(await served(scene), 404);
    assert.equal((await gate.ask('/npm/@acme/tide/-/tide-1.0.0.tgz')).status, 404);
    const own = await approve(bo, id);
    assert.equal(own.status, 403);
    assert.match(own.detail, /found who staged it, expected a second person/);
    // Who decides about people does not publish by that.
    assert.equal((await api(acme.ada, `GET /staged/${id}`)).status, 404);
    const seen = (await api(cy, `GET /staged/${id}`)).body;
    assert.deepEqual([seen['mayApprove'], seen['state'], seen['isNewPackage']], [true, 'open', true]);
    const approved = await approve(cy, id);
    assert.deepEqual([approved.status, approved.body['version']], [200, '1.0.0'], approved.detail);
    assert.equal(await served(scene), 200);
    const tarball = await gate.ask('/npm/@acme/tide/-/tide-1.0.0.tgz');
    const [file] = seen['files'] as { sha256: string }[];
    assert.equal(createHash('sha256').update(tarball.body).digest('hex'), file?.sha256);
    const after = (await api(cy, `GET /staged/${id}`)).body;
    assert.deepEqual([after['state'], after['files']], ['approved', []]);
    assert.equal((await approve(cy, id)).status, 409);
    const [published] = await gate.journal('version-published');
    const told = published?.data as { stagedBy?: string } | undefined;
    assert.deepEqual([published?.actor, told?.stagedBy?.startsWith('token:')], ['account:cy', true]);
    const refused = await gate.journal('approval-refused');
    assert.deepEqual(
      refused.map(({ actor }) => actor),
      ['account:bo', 'account:cy'],
    );
  });

  it('is approved once, however many do so at the same moment', async (test) => {
    const { gate, cy, acme, staged, api } = await stagedScene(test);
    const di = await acme.seat('di');
    await acme.join(di, 'reviewer');
    const id = await staged();
    const { fingerprint } = (await api(cy, `GET /staged/${id}`)).body;
    const answers = await Promise.all(
      [cy, di, cy].map((who) => api(who, `POST /staged/${id}/approve`, { fingerprint })),
    );
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((one, other) => one - other),
      [200, 409, 409],
    );
    assert.equal((await gate.journal('version-published')).length, 1);
    assert.equal((await gate.journal('staged-approved')).length, 1);
  });

  it('never takes one version twice, and says how the first is rejected; rejected, it is free again', async (test) => {
    const scene = await stagedScene(test);
    const { bo, cy, stage, staged, api } = scene;
    const id = await staged();
    const again = await stage({ manifest: { description: 'another' } });
    assert.equal(again.status, 409);
    assert.match(again.text, new RegExp(`staged already.*gatehouse staged reject ${id}`));
    assert.equal((await api(cy, `POST /staged/${id}/reject`, { reason: 'a\nb' })).status, 400);
    assert.equal((await api(cy, `POST /staged/${id}/reject`, { reason: 'not this one' })).status, 204);
    const gone = (await api(bo, `GET /staged/${id}`)).body;
    const { reason } = gone['decided'] as { reason: string };
    assert.deepEqual([gone['state'], reason], ['rejected', 'not this one']);
    assert.equal((await api(cy, `POST /staged/${id}/reject`, {})).status, 409);
    assert.equal(await served(scene), 404);
    await staged({ manifest: { description: 'another' } });
  });

  it('tells those who may approve, and who staged it what became of it', async (test) => {
    const { gate, acme, cy, staged, api } = await stagedScene(test);
    for (const name of ['ada', 'bo', 'cy']) {
      await gate.house.storage.work.transact(async ({ identity }) => {
        const account = await identity.findAccountByName(name);
        assert.ok(account !== undefined);
        const email = { address: `${name}@example.com`, verifiedAt: 1 };
        await identity.saveAccount({ ...account, email });
      });
    }
    const before = (await lettersOf(gate, 'ada')).length;
    const id = await staged();
    const [asked] = (await lettersOf(gate, 'cy')).filter((letter) => letter.includes('waits for approval'));
    assert.match(asked ?? '', new RegExp(`Version 1\\.0\\.0 of the npm package @acme/tide.*/staged/${id}`));
    assert.ok((await lettersOf(gate, 'bo')).every((letter) => !letter.includes('waits for approval')));
    await api(cy, `POST /staged/${id}/reject`, { reason: 'it runs a script' });
    const [told] = (await lettersOf(gate, 'bo')).filter((letter) => letter.includes('was rejected'));
    assert.match(told ?? '', /rejected by cy.*Reason: it runs a script/);
    assert.equal((await lettersOf(gate, acme.ada.name)).length, before);
  });

  it('is over after its days: nobody approves it, its bytes are given back, and the version is free', async (test) => {
    const clock = holdClock();
    const { gate, cy, staged, api, approve, stage } = await stagedScene(test, {
      clock,
      config: { publish: { staged_days: 2 } },
    });
    const id = await staged();
    const [only] = (await api(cy, `GET /staged/${id}`)).body['files'] as { sha256: string }[];
    const sha256 = only?.sha256 ?? '';
    const names = gate.house.storage.blobNames;
    assert.equal((await names.named([sha256 as never])).size, 1);
    const approver = cy;
    clock.passTime(2 * DAY_MS);
    const { storage } = gate.house;
    const over = await gate.house.registry.stores.staged.find(id);
    assert.equal(over?.state, 'open');
    assert.equal(await sweepStaged(storage.work, clock.now()), 1);
    assert.equal((await gate.house.registry.stores.staged.find(id))?.state, 'expired');
    assert.equal((await names.named([sha256 as never])).size, 0);
    assert.equal((await gate.journal('staged-expired')).length, 1);
    assert.notEqual((await approve(approver, id)).status, 200);
    assert.equal((await stage()).status, 201);
  });
});

describe('approving a staged version', () => {
  it('is refused when it is another than was shown, when its version is taken, and when its bytes are gone', async (test) => {
    const { gate, cy, npm, staged, api, approve } = await stagedScene(test);
    const id = await staged();
    const other = await api(cy, `POST /staged/${id}/approve`, { fingerprint: 'f'.repeat(64) });
    assert.equal(other.status, 409);
    assert.match(other.detail, /it has other files now; look at it again/);
    // Somebody who may, publishes it at once.
    const direct = await npm('PUT', '/@acme%2ftide', {
      body: await npmBody({ manifest: { description: 'x' } }),
    });
    assert.equal(direct.status, 201, direct.text);
    assert.match((await approve(cy, id)).detail, /published already; versions are never replaced/);
    const next = await staged({ version: '1.1.0' });
    const [file] = (await api(cy, `GET /staged/${next}`)).body['files'] as { sha256: string }[];
    await gate.house.storage.blobs.remove(file?.sha256 as never);
    assert.equal((await approve(cy, next)).status, 500);
    assert.equal((await api(cy, `GET /staged/${next}`)).body['state'], 'open');
  });

  it('is whole or not at all: what breaks off leaves it waiting, with nothing published', async (test) => {
    const { gate, cy, staged, api, approve } = await stagedScene(test);
    const id = await staged();
    const { fingerprint } = (await api(cy, `GET /staged/${id}`)).body;
    const { storage, registry } = gate.house;
    const config = parseConfig('', 'gatehouse.toml', {});
    const publishing = openPublishing(config, storage, registry);
    test.after(() => publishing.close());
    const broken: typeof publishing.unit = {
      transact: (work) =>
        storage.work.transact(async (stores) => {
          const answer = await work(stores);
          if ((await stores.staged.find(id))?.state === 'approved') throw new Error('the machine broke off');
          return answer;
        }),
    };
    const now = registry.clock.now();
    const principal = {
      kind: 'person',
      accountId: cy.id,
      accountName: 'cy',
      role: 'reader',
      sessionHash: hashSecret(cy.headers['cookie']?.split('=')[1] ?? ''),
      expiresAt: now + DAY_MS,
      confirmedAt: now,
      proof: 'passkey',
    } as const;
    const approver = { principal, place: { address: '127.0.0.1', view: 'default' } };
    await assert.rejects(
      approveStaged({ ...publishing, unit: broken }, approver, { id, fingerprint: String(fingerprint) }),
      /the machine broke off/,
    );
    assert.deepEqual(await gate.journal('version-published', 'staged-approved'), []);
    assert.equal((await api(cy, `GET /staged/${id}`)).body['state'], 'open');
    assert.equal((await gate.ask('/npm/@acme%2ftide')).status, 404);
    assert.equal((await approve(cy, id)).status, 200);
  });

  it('is refused once who staged it may do nothing there any more', async (test) => {
    const { acme, cy, staged, api, approve } = await stagedScene(test);
    const id = await staged();
    const gone = await api(acme.ada, 'DELETE /organisations/acme/members/bo');
    assert.equal(gone.status, 204, gone.detail);
    const refused = await approve(cy, id);
    assert.notEqual(refused.status, 200);
    assert.equal((await api(cy, `GET /staged/${id}`)).body['mayApprove'], false);
    assert.equal((await api(cy, `POST /staged/${id}/reject`, {})).status, 204);
  });

  it('is refused to whom let the trusted publisher in that staged it, and to the build itself', async (test) => {
    const scene = await stagedScene(test);
    const { gate, acme, cy, stage, approve, npm } = scene;
    const di = await acme.seat('di');
    await acme.join(di, 'maintainer');
    const [now, name] = [gate.house.registry.clock.now(), asPackageName('@acme/tide')];
    const run = { publisherId: 'p1', issuer: 'https://ci.example', claims: { sha: '0f' } };
    const { text, token } = makePublisherToken((sizeBytes) => randomBytes(sizeBytes), now, {
      packages: [{ ecosystem: 'npm', pattern: name }],
      actions: ['stage'],
      publisherIds: ['p1'],
      run,
    });
    await gate.house.storage.work.transact(async ({ publishers, publisherTokens, journal }) => {
      await publishers.save({
        id: 'p1',
        ecosystem: 'npm',
        pattern: name,
        provider: 'custom',
        issuer: run.issuer,
        locator: '',
        settings: {},
        pins: {},
        right: 'stage',
        createdAt: now,
        createdBy: 'account:cy',
      });
      await publisherTokens.save(token);
      const data = { ...run, tokenId: token.id, publisherIds: ['p1'], packages: [name], actions: ['stage'] };
      journal.record({
        kind: 'publisher-token-minted',
        actor: 'publisher:p1',
        at: now,
        data: { ...data, network: '', expiresAt: token.expiresAt },
      });
    });
    const direct = await npm('PUT', '/@acme%2ftide', { body: await npmBody(), as: text });
    assert.equal(direct.status, 403);
    assert.match(direct.text, /a token that may only stage.*npm stage publish/);
    const { id, ...answer } = await stage({}, text);
    assert.equal(answer.status, 201, answer.text);
    assert.match((await approve(cy, id)).detail, /who let the trusted publisher in that staged it/);
    assert.equal((await npm('POST', `/-/stage/${id}/approve`, { as: text })).status, 403);
    assert.equal((await npm('GET', `/-/stage/${id}`, { as: text })).status, 200);
    assert.equal((await approve(di, id)).status, 200);
    const version = await gate.house.registry.stores.hosted.findVersion({ ecosystem: 'npm', name }, '1.0.0');
    assert.deepEqual([version?.publishedBy, version?.provenBy?.['sha']], ['publisher:p1', '0f']);
  });

  it('takes a one-time proof by npm, after it is known that it would be approved', async (test) => {
    const { acme, cy, staged, npm, token } = await stagedScene(test);
    const id = await staged();
    const own = await npm('POST', `/-/stage/${id}/approve`, { as: token });
    assert.deepEqual([own.status, own.headers['www-authenticate']], [403, undefined], own.text);
    const reviewer = await acme.mint(cy, 'npm', ['@acme/*'], ['publish']);
    for (const [method, path] of [
      ['POST', `/-/stage/${id}/approve`],
      ['DELETE', `/-/stage/${id}`],
    ] as const) {
      const asked = await npm(method, path, { as: reviewer });
      assert.deepEqual([asked.status, asked.headers['www-authenticate']], [401, 'OTP'], asked.text);
      assert.notEqual((await npm(method, path, { as: reviewer, otp: '000000' })).status, 200);
    }
    // A token that may only stage approves nothing, with whatever proof.
    const stages = await acme.mint(cy, 'npm', ['@acme/*'], ['stage']);
    const refused = await npm('POST', `/-/stage/${id}/approve`, { as: stages });
    assert.deepEqual([refused.status, refused.headers['www-authenticate']], [403, undefined]);
  });
});

describe('what is staged', () => {
  it('is nothing to those who may not publish, stage or approve there', async (test) => {
    const { gate, acme, cy, staged, api, npm } = await stagedScene(test);
    const id = await staged();
    const [eve, guest] = [await acme.seat('eve'), await acme.seat('guest')];
    await acme.join(guest, 'auditor');
    const outside = await acme.mint(eve, 'npm', ['@acme/*'], ['stage', 'publish']);
    const elsewhere = await acme.mint(cy, 'npm', ['@other/*'], ['stage', 'publish']);
    const never = '0b1c2d3e-0000-4000-8000-000000000000';
    for (const who of [eve, guest, acme.ada]) {
      for (const path of ['', '/diff', '/file?file=tide-1.0.0.tgz']) {
        const [there, none] = [
          await api(who, `GET /staged/${id}${path}`),
          await api(who, `GET /staged/${never}${path}`),
        ];
        assert.deepEqual([there.status, there.detail.replace(id, '')], [404, none.detail.replace(never, '')]);
      }
      assert.deepEqual((await api(who, 'GET /staged')).body.items, []);
      assert.equal((await api(who, `POST /staged/${id}/reject`, {})).status, 404);
    }
    for (const as of [outside, elsewhere]) {
      for (const path of [`/-/stage/${id}`, `/-/stage/${id}/tarball`]) {
        assert.equal((await npm('GET', path, { as })).status, 404, path);
      }
      assert.deepEqual(JSON.parse((await npm('GET', '/-/stage', { as })).text), {
        items: [],
        total: 0,
        page: 0,
        perPage: 100,
      });
    }
    assert.equal((await gate.ask(`/npm/-/stage/${id}`)).status, 401);
    const tarball = await npm('GET', `/-/stage/${id}/tarball`);
    assert.deepEqual(
      ['cache-control', 'content-disposition', 'x-content-type-options'].map((name) => tarball.headers[name]),
      ['no-store', 'attachment', 'nosniff'],
    );
  });

  it('is listed for npm in pages, and counted no further than it must be', async (test) => {
    const { staged, npm } = await stagedScene(test);
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) await staged({ version });
    const page = async (at: number) =>
      JSON.parse((await npm('GET', `/-/stage?package=@acme%2ftide&page=${at}&perPage=2`)).text) as {
        items: { version: string; tag: string; shasum: string; actorType: string }[];
        total: number;
      };
    const [first, second] = [await page(0), await page(1)];
    assert.deepEqual([first.items.map(({ version }) => version), first.total], [['1.2.0', '1.1.0'], 3]);
    assert.deepEqual([second.items.map(({ version }) => version), second.total], [['1.0.0'], 3]);
    const [item] = second.items;
    assert.deepEqual(
      [item?.tag, item?.actorType, /^[0-9a-f]{40}$/.test(item?.shasum ?? '')],
      ['latest', 'token', true],
    );
    assert.deepEqual((await page(7)).items, []);
  });

  it('waits in no greater number than a person looks at, and not where nobody else could approve it', async (test) => {
    const { acme, bo, stage, staged, api } = await stagedScene(test);
    for (let minor = 0; minor < 20; minor++) await staged({ version: `1.${minor}.0` });
    const more = await stage({ version: '2.0.0' });
    assert.equal(more.status, 429, more.text);
    assert.match(more.text, /20 wait for approval/);
    for (const name of ['cy']) {
      const gone = await api(acme.ada, `DELETE /organisations/acme/members/${name}`);
      assert.equal(gone.status, 204, gone.detail);
    }
    const [one] = (await api(bo, 'GET /staged')).body.items as unknown as { id: string }[];
    assert.equal((await api(bo, `POST /staged/${one?.id}/reject`, {})).status, 204);
    const alone = await stage({ version: '2.0.0' });
    assert.equal(alone.status, 409);
    assert.match(
      alone.text,
      /nobody but who stages it may approve it; have an owner make somebody a reviewer/,
    );
  });
});

describe('what differs from the version before', () => {
  it('is told to whoever decides, from what is published and what is staged', async (test) => {
    const { gate, cy, staged, api, approve } = await stagedScene(test);
    const first = await staged({ manifest: { dependencies: { wave: '^1.0.0' } } });
    const whole = await api(cy, `GET /staged/${first}/diff`);
    assert.deepEqual([whole.status, whole.body['previous']], [200, undefined], whole.detail);
    assert.equal((await approve(cy, first)).status, 200);
    const next = await staged({
      version: '1.1.0',
      manifest: { dependencies: { wave: '^2.0.0' }, scripts: { install: 'node index.js' } },
    });
    const { body } = await api(cy, `GET /staged/${next}/diff`);
    assert.equal((body['previous'] as { version: string }).version, '1.0.0');
    assert.deepEqual(body['dependencies'], [{ what: 'wave', before: '^1.0.0', after: '^2.0.0' }]);
    assert.deepEqual(body['installs'], [{ what: 'install', after: 'node index.js' }]);
    const [file] = body['files'] as { sameEntries: number; entries: { path: string; diff: string }[] }[];
    assert.deepEqual([file?.sameEntries, file?.entries.map(({ path }) => path)], [1, ['package.json']]);
    const bytes = await gate.ask(`/api/v1/staged/${next}/file?file=tide-1.1.0.tgz`, { headers: cy.headers });
    assert.deepEqual(
      ['content-type', 'content-disposition', 'cache-control', 'x-content-type-options'].map(
        (name) => bytes.headers[name],
      ),
      ['application/octet-stream', 'attachment', 'no-store', 'nosniff'],
    );
    const [only] = (await api(cy, `GET /staged/${next}`)).body['files'] as {
      sha256: string;
    }[];
    assert.equal(createHash('sha256').update(bytes.body).digest('hex'), only?.sha256);
    assert.equal((await api(cy, `GET /staged/${next}/file?file=other.tgz`)).status, 404);
    assert.equal((await api(cy, `GET /staged/${first}/diff`)).status, 409);
  });
});

describe('a package of which every version needs approval', () => {
  it('is published by nobody alone, and only its owner ends that', async (test) => {
    const scene = await stagedScene(test);
    const { gate, acme, bo, cy, npm, staged, api, approve } = scene;
    const path = '/hosted/npm/@acme%2ftide/approval';
    const alone = await npm('PUT', '/@acme%2falone', { body: await npmBody({ name: '@acme/alone' }) });
    assert.equal(alone.status, 201, alone.text);
    const own = await api(bo, 'PUT /hosted/npm/@acme%2falone/approval', { isRequired: true });
    assert.match(own.detail, /one person owns it alone; give it to an organisation first/);
    assert.equal((await api(bo, `PUT ${path}`, { isRequired: true })).status, 403);
    const on = await api(acme.ada, `PUT ${path}`, { isRequired: true });
    assert.deepEqual([on.status, on.body['isRequired'], on.body['mayChange']], [200, true, true], on.detail);
    const direct = await npm('PUT', '/@acme%2ftide', { body: await npmBody() });
    assert.equal(direct.status, 403);
    assert.match(direct.text, /expected a second person's.*put it up for approval with npm stage publish/);
    assert.equal((await approve(cy, await staged())).status, 200);
    assert.equal(await served(scene), 200);
    const seen = (await api(bo, `GET ${path}`)).body;
    assert.deepEqual([seen['isRequired'], seen['mayChange']], [true, false]);
    assert.equal((await api(bo, `PUT ${path}`, { isRequired: false })).status, 403);
    assert.equal((await api(acme.ada, `PUT ${path}`, { isRequired: false })).status, 200);
    assert.equal(
      (await npm('PUT', '/@acme%2ftide', { body: await npmBody({ version: '1.1.0' }) })).status,
      201,
    );
    assert.equal((await gate.journal('approval-required-changed')).length, 2);
  });
});
