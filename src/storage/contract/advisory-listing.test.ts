import assert from 'node:assert/strict';

import type { StoredAdvisory } from '../../evidence/advisory-ports.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { createAdvisoryImports } from '../advisory-imports.ts';
import { createAdvisoryListing } from '../advisory-listing.ts';
import type { Database } from '../database.ts';
import { testWithDatabase } from './engines.ts';

const AT = 1_700_000_000_000;

const stored = (
  feed: string,
  id: string,
  modified: number,
  packages: readonly (readonly [Ecosystem, string])[],
  more: Partial<StoredAdvisory> = {},
): StoredAdvisory => ({
  feed,
  id,
  digest: 'd',
  modified,
  header: `header of ${id}`,
  document: '{}',
  aliases: [],
  affected: packages.map(([ecosystem, name]) => ({
    ecosystem,
    name: asPackageName(name),
    repository: '',
    coarseMin: '',
    coarseMax: '',
    body: `body about ${name}`,
  })),
  ...more,
});

async function write(database: Database, records: readonly StoredAdvisory[]): Promise<void> {
  for (const [feed, ofFeed] of Map.groupBy(records, (record) => record.feed)) {
    await database.transact((trx) =>
      createAdvisoryImports(trx).writeRecords({
        feed,
        generation: 1,
        at: AT,
        records: ofFeed,
        unchanged: [],
      }),
    );
  }
}

const keys = (records: readonly { readonly feed: string; readonly id: string }[]) =>
  records.map(({ feed, id }) => `${feed}/${id}`);

testWithDatabase(
  'records are listed newest first in pages that miss and repeat nothing',
  async (database) => {
    await write(database, [
      stored('a', 'X-1', AT, [['npm', 'one']]),
      stored('b', 'X-1', AT, [['npm', 'one']]),
      stored('a', 'X-2', AT, [['npm', 'two']], { withdrawnAt: AT + 1 }),
      stored('a', 'X-3', AT + 5, [
        ['pypi', 'z'],
        ['npm', 'y'],
      ]),
    ]);
    const listing = createAdvisoryListing(database.read);
    const seen: string[] = [];
    for (let page = await listing.newest({ limit: 2 }); ;) {
      seen.push(...keys(page));
      const after = page.at(-1);
      if (after === undefined) break;
      page = await listing.newest({ limit: 2, after });
    }
    assert.deepEqual(seen, ['a/X-3', 'b/X-1', 'a/X-2', 'a/X-1']);
    const [newest, , withdrawn] = await listing.newest({ limit: 3 });
    assert.deepEqual(newest, {
      feed: 'a',
      id: 'X-3',
      modified: AT + 5,
      header: 'header of X-3',
      packages: [
        { ecosystem: 'npm', name: 'y', body: 'body about y' },
        { ecosystem: 'pypi', name: 'z', body: 'body about z' },
      ],
    });
    assert.equal(withdrawn?.withdrawnAt, AT + 1);
  },
);

testWithDatabase('records are found by the beginning of an id, alias or package name', async (database) => {
  await write(database, [
    stored('a', 'GHSA-1', AT, [['npm', 'left-pad']], { aliases: ['CVE-2026-10', 'CVE-2026-2'] }),
    stored('a', 'MAL-1', AT + 1, [['npm', 'left-pads']]),
    stored('a', 'MAL-2', AT + 2, [['pypi', 'left-pad']]),
    stored('a', 'MAL-3', AT + 3, [['npm', 'le%']]),
  ]);
  const listing = createAdvisoryListing(database.read);
  assert.deepEqual(keys(await listing.byId('CVE-2026-1', 10)), ['a/GHSA-1']);
  assert.deepEqual(keys(await listing.byId('MAL-', 10)), ['a/MAL-3', 'a/MAL-2', 'a/MAL-1']);
  assert.deepEqual(keys(await listing.byId('CVE-2027', 10)), []);
  assert.deepEqual(keys(await listing.byPackage('left-pad', undefined, 10)), [
    'a/MAL-2',
    'a/MAL-1',
    'a/GHSA-1',
  ]);
  assert.deepEqual(keys(await listing.byPackage('left-pad', 'npm', 10)), ['a/MAL-1', 'a/GHSA-1']);
  assert.deepEqual(keys(await listing.byPackage('le%', 'npm', 10)), ['a/MAL-3']);
});
