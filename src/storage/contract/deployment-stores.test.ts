import assert from 'node:assert/strict';

import { sha256Of } from '../../kernel/digest.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import type { DeployedFile, Deployment } from '../../registry/deployments/deployment-ports.ts';
import { createBlobNames } from '../blob-names.ts';
import type { Database } from '../database.ts';
import { createStores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const AT = 1_700_000_000_000;
const name = asPackageName('org.acme:tide');
const REF = { ecosystem: 'maven', name } as const;

function deployment(id: string, more: Partial<Deployment> = {}): Deployment {
  return {
    id,
    ecosystem: 'maven',
    title: 'org.acme:tide 1.0',
    accountId: 'ada',
    kind: 'parts',
    components: [{ name, version: '1.0' }],
    of: { name, version: '1.0', key: 'v.1' },
    state: 'open',
    isAutomatic: true,
    faults: {},
    createdAt: AT,
    createdBy: 'token:t1',
    changedAt: AT,
    ...more,
  };
}

function file(deploymentId: string, path: string, bytes = path): DeployedFile {
  const sha256 = sha256Of(bytes);
  const digests = { sha256 };
  return { deploymentId, name, version: '1.0', file: path, sha256, sizeBytes: 9, digests, receivedAt: AT };
}

function inside(database: Database) {
  return <T>(work: (stores: ReturnType<typeof createStores>) => Promise<T>) =>
    database.transact((trx) => work(createStores(trx)));
}

testWithDatabase(
  'of the parts of one version one deployment is open, until it is closed',
  async (database) => {
    const { deployments } = createStores(database.read);
    const within = inside(database);
    const add = (one: Deployment) => within((stores) => stores.deployments.add(one));
    assert.equal(await add(deployment('d1')), true);
    assert.equal(await add(deployment('d2')), false);
    assert.equal(await add(deployment('d3', { accountId: 'ben' })), true);
    assert.deepEqual(await deployments.find('d1'), deployment('d1'));
    assert.equal(await deployments.find('d2'), undefined);
    const faults = { 'org.acme:tide:1.0': ['it has no POM'] };
    const failed = deployment('d1', { state: 'failed', faults, changedAt: AT + 1 });
    await within((stores) => stores.deployments.save(failed));
    assert.deepEqual(await deployments.find('d1'), failed);
    assert.equal(await add(deployment('d2', { changedAt: AT + 2 })), true);
    assert.deepEqual(
      (await deployments.ofPackage('ada', REF, 'open')).map(({ id }) => id),
      ['d2'],
    );
    assert.deepEqual(await deployments.ofPackage('ada', REF, 'published'), []);
  },
);

testWithDatabase(
  'those of an account that hold files and are not published are counted',
  async (database) => {
    const { deployments } = createStores(database.read);
    assert.equal(await deployments.underWay('ada'), 0);
    await inside(database)(async (stores) => {
      for (const state of ['open', 'validated', 'published', 'failed'] as const)
        await stores.deployments.add(deployment(state, { state }));
      await stores.deployments.add(deployment('other', { accountId: 'ben' }));
    });
    assert.equal(await deployments.underWay('ada'), 2);
    assert.equal(await deployments.underWay('cy'), 0);
  },
);

testWithDatabase('an account lists its own, the newest first, in pages', async (database) => {
  const { deployments } = createStores(database.read);
  await inside(database)(async (stores) => {
    for (const [id, createdAt] of [
      ['a', AT],
      ['b', AT],
      ['c', AT + 1],
    ] as const) {
      const { of: _, ...bundle } = deployment(id, { kind: 'bundle', state: 'validated', createdAt });
      await stores.deployments.add(bundle);
    }
    await stores.deployments.add(deployment('other', { accountId: 'ben' }));
  });
  const idsFrom = async (after?: { createdAt: number; id: string }) =>
    (await deployments.ofAccount('ada', { limit: 2, ...(after === undefined ? {} : { after }) })).map(
      ({ id }) => id,
    );
  assert.deepEqual(await idsFrom(), ['c', 'b']);
  assert.deepEqual(await idsFrom({ createdAt: AT, id: 'b' }), ['a']);
});

testWithDatabase(
  'a file is there once, speaks for its bytes, and goes with its digests',
  async (database) => {
    const { deploymentParts } = createStores(database.read);
    const within = inside(database);
    const names = createBlobNames(database.read);
    const digest = {
      deploymentId: 'd1',
      name,
      version: '1.0',
      file: 'a',
      algorithm: 'sha1',
      digest: '0f',
    } as const;
    await within(async (stores) => {
      await stores.deployments.add(deployment('d1'));
      await stores.deploymentParts.saveFile(file('d1', 'a', 'old'));
      await stores.deploymentParts.saveFile(file('d1', 'a', 'new'));
      await stores.deploymentParts.saveFile(file('d1', 'b'));
      await stores.deploymentParts.saveDigest({ ...digest, digest: 'aa' });
      await stores.deploymentParts.saveDigest(digest);
    });
    assert.deepEqual(await deploymentParts.of('d1'), {
      files: [file('d1', 'a', 'new'), file('d1', 'b')],
      declared: [digest],
    });
    const named = await names.named([sha256Of('old'), sha256Of('new'), sha256Of('b')]);
    assert.deepEqual(named, new Set([sha256Of('new'), sha256Of('b')]));
    await within((stores) => stores.deploymentParts.removeFile('d1', name, 'a'));
    assert.deepEqual(await deploymentParts.of('d1'), { files: [file('d1', 'b')], declared: [] });
    await within((stores) => stores.deployments.remove('d1'));
    assert.deepEqual(await deploymentParts.of('d1'), { files: [], declared: [] });
  },
);

testWithDatabase('what nobody finished is swept sooner than what was published', async (database) => {
  const stores = createStores(database.read);
  const within = inside(database);
  await within(async ({ deployments, deploymentParts }) => {
    await deployments.add(deployment('open'));
    await deployments.add(deployment('published', { state: 'published' }));
    await deployments.add(deployment('old', { state: 'published', changedAt: AT - 10 }));
    await deployments.add(deployment('busy', { accountId: 'ben', changedAt: AT + 5 }));
    for (const id of ['open', 'busy']) await deploymentParts.saveFile(file(id, 'a'));
  });
  assert.equal(await within(({ deployments }) => deployments.sweep({ published: AT, others: AT + 5 })), 2);
  const left = await Promise.all(
    ['open', 'published', 'old', 'busy'].map((id) => stores.deployments.find(id)),
  );
  assert.deepEqual(
    left.map((one) => one?.id),
    [undefined, 'published', undefined, 'busy'],
  );
  assert.deepEqual((await stores.deploymentParts.of('open')).files, []);
  assert.equal((await stores.deploymentParts.of('busy')).files.length, 1);
});
