import { test } from 'node:test';

import { ADVISORY_STORE_CONTRACT } from './advisory-store-contract.ts';
import { createMemoryAdvisories } from './memory-advisory-store.ts';

for (const [name, check] of ADVISORY_STORE_CONTRACT) {
  test(`in memory: ${name}`, async () => {
    const { lookups, imports } = createMemoryAdvisories();
    await check({ lookups, write: async (work) => void (await work(imports)) });
  });
}
