import assert from 'node:assert/strict';

import { asPackageName } from '../../kernel/package-ref.ts';
import type { KeptContents } from '../../registry/contents/contents-ports.ts';
import { createStores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const REF = { ecosystem: 'npm', name: asPackageName('@acme/tide') } as const;

function kept(key: string, description: string): KeptContents {
  const contents = {
    about: { description, people: [] },
    needs: [{ name: 'base', isPackage: true, scope: 'runtime' }],
    areNeedsWhole: true,
    parts: [],
    told: [],
    gaps: [],
    lacks: [],
  } as const;
  return { ...REF, key, basis: 'b', contents };
}

testWithDatabase(
  'what is inside of a version is kept by version, and the newest word replaces',
  async (database) => {
    await database.transact(async (trx) => {
      const store = createStores(trx).contents;
      assert.equal(await store.find(REF, '1.0.0'), undefined);
      await store.save(kept('1.0.0', 'one'));
      await store.save(kept('2.0.0', 'two'));
      await store.save({ ...kept('1.0.0', 'one, again'), basis: 'c' });
      assert.deepEqual(await store.find(REF, '1.0.0'), { ...kept('1.0.0', 'one, again'), basis: 'c' });
      assert.deepEqual(await store.find(REF, '2.0.0'), kept('2.0.0', 'two'));
      assert.equal(await store.find({ ...REF, name: asPackageName('tide') }, '1.0.0'), undefined);
    });
  },
);
