import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { importFeed } from '../../evidence/import-feed.ts';
import { ADVISORY_STORE_CONTRACT } from '../../evidence/testing/advisory-store-contract.ts';
import { entry, recordJson, testRulesOf } from '../../evidence/testing/records.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { createAdvisoryImports } from '../advisory-imports.ts';
import { createAdvisoryLookups } from '../advisory-store.ts';
import { createJournalReader } from '../journal-store.ts';
import { createUnitOfWork } from '../sql-unit-of-work.ts';
import { testWithDatabase, withTemporaryFolder } from './engines.ts';

for (const [name, check] of ADVISORY_STORE_CONTRACT) {
  testWithDatabase(name, async (database) => {
    await check({
      lookups: createAdvisoryLookups(database.read),
      write: (work) => database.transact(async (trx) => void (await work(createAdvisoryImports(trx)))),
    });
  });
}

testWithDatabase('an import commits its records and what it tells the journal together', async (database) => {
  const lookups = createAdvisoryLookups(database.read);
  const work = createUnitOfWork({ database, published: () => Promise.resolve() }, (trx, journal) => ({
    advisories: createAdvisoryImports(trx),
    journal,
  }));
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'npm.ndjson');
    const lines = Array.from({ length: 250 }, (_, index) =>
      recordJson(`T-${index}`, {
        aliases: [`CVE-${index % 7}`],
        affected: [entry('npm', 'a', { versions: [`1.0.${index}`] })],
      }),
    );
    writeFileSync(path, lines.join('\n'));
    const deps = { work, lookups, rulesOf: testRulesOf, clock: { now: () => Date.UTC(2026, 5, 1) } };
    const report = await importFeed(deps, { feed: 'osv', kind: 'osv', path, mode: 'whole' });
    assert.equal(report.added, 250);
  });
  assert.equal((await lookups.candidates('npm', [asPackageName('a')])).length, 250);
  const entries = await createJournalReader(database.read).readAfter(0, 100, { kinds: ['feed-updated'] });
  const added = entries.map(({ data }) =>
    'added' in data && typeof data.added === 'number' ? data.added : 0,
  );
  assert.equal(
    added.reduce((a, b) => a + b, 0),
    250,
  );
  assert.ok(added.length > 1, 'chunks commit one by one');
});
