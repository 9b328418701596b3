import assert from 'node:assert/strict';

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import type { HostedPackage } from '../../registry/hosted/hosted-ports.ts';
import { createStores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

function hosted(ecosystem: Ecosystem, name: string, spelt = name): HostedPackage {
  return {
    ecosystem,
    name: asPackageName(name),
    spelt,
    createdAt: 1,
    createdBy: 'account:ada',
    updatedAt: 1,
    tags: new Map(),
    status: 'active',
    statusReason: '',
  };
}

testWithDatabase(
  'a package whose name differs in separators alone is found, and no other',
  async (database) => {
    await database.transact(async (trx) => {
      const store = createStores(trx).hosted;
      await store.savePackage(hosted('cargo', 'tide-pool_one', 'Tide-Pool_One'));
      await store.savePackage(hosted('npm', 'wave-pool'));
      const twinOf = async (name: string) =>
        (await store.findTwin({ ecosystem: 'cargo', name: asPackageName(name) }))?.spelt;
      assert.equal(await twinOf('tide_pool-one'), 'Tide-Pool_One');
      assert.equal(await twinOf('tide-pool-one'), 'Tide-Pool_One');
      for (const name of ['tide-pool_one', 'tidexpool_one', 'tide%', 'wave_pool', 'tidepoolone']) {
        assert.equal(await twinOf(name), undefined, name);
      }
    });
  },
);

testWithDatabase('a version keeps where it was before it was moved in', async (database) => {
  await database.transact(async (trx) => {
    const store = createStores(trx).hosted;
    const ref = { ecosystem: 'npm', name: asPackageName('tide') } as const;
    const version = { ...ref, publishedAt: 1, publishedBy: 'account:ada', words: {} };
    const imported = { origin: 'verdaccio storage', at: 2, publisher: 'alice' };
    await store.saveVersion({ ...version, key: '1.0.0', version: '1.0.0', imported });
    await store.saveVersion({ ...version, key: '1.1.0', version: '1.1.0' });
    assert.deepEqual(
      (await store.versions(ref)).map((one) => one.imported),
      [imported, undefined],
    );
  });
});
