import assert from 'node:assert/strict';

import type { KeptFixPlan } from '../../inventory/fix/kept-plan.ts';
import { createStores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const PLAN: KeptFixPlan = {
  applicationId: 'app-1',
  snapshot: 3,
  madeAt: 1_700_000_000_000,
  author: 'token:ci',
  max: 'minor',
  files: [
    {
      path: 'web/package-lock.json',
      ecosystem: 'npm',
      client: 'npm',
      isVerified: true,
      findingsBefore: 2,
      findingsAfter: 1,
      steps: [
        {
          upgrades: [{ name: 'tide', from: '1.1.0', to: '1.2.0', way: 'lock' }],
          bump: 'minor',
          fixed: [{ name: 'tide', version: '1.1.0', record: 'CVE-2026-1' }],
          moves: [{ name: 'tide', from: ['1.1.0'], to: ['1.2.0'], kept: [] }],
          commands: ['npm update tide'],
        },
      ],
      commands: ['npm update tide', 'npm ci'],
      changedFiles: ['web/package-lock.json'],
      patch: 'diff --git a/“é” b/x\n',
      unfixed: [
        {
          name: 'wave',
          version: '1.0.0',
          records: ['CVE-2026-2'],
          because: 'no version is known to fix it',
          isDirect: true,
          tried: [],
        },
      ],
      suggestions: [],
    },
  ],
  unsupported: ['go.sum'],
};

testWithDatabase('a fix plan is kept as it was told, one for each application', async (database) => {
  await database.transact(async (trx) => {
    const { fixPlans } = createStores(trx);
    await fixPlans.keep(PLAN);
    await fixPlans.keep({ ...PLAN, applicationId: 'app-2', files: [], unsupported: [] });
  });
  const { fixPlans } = createStores(database.read);
  assert.deepEqual(await fixPlans.of('app-1'), PLAN);
  assert.deepEqual(await fixPlans.of('app-2'), {
    ...PLAN,
    applicationId: 'app-2',
    files: [],
    unsupported: [],
  });
  assert.equal(await fixPlans.of('app-3'), undefined);
});

testWithDatabase('a newer fix plan takes the place of the one before, whole', async (database) => {
  const newer: KeptFixPlan = {
    ...PLAN,
    snapshot: 4,
    madeAt: PLAN.madeAt + 1,
    author: 'account:ada',
    max: 'major',
    files: [],
    unsupported: [],
  };
  await database.transact(async (trx) => createStores(trx).fixPlans.keep(PLAN));
  await database.transact(async (trx) => createStores(trx).fixPlans.keep(newer));
  assert.deepEqual(await createStores(database.read).fixPlans.of('app-1'), newer);
});
