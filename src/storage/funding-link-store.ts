// Who takes money for a package, as its documents say, and since when they say so.

import { sql, type Kysely } from 'kysely';

import type { FundingLinkStore, KnownAbout } from '../inventory/giving/giving-ports.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { given } from '../kernel/given.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import { insertRows } from './bulk-write.ts';
import type { Schema } from './schema.ts';
import type { FundingAboutTable } from './schema-inventory.ts';
import { inChunks } from './statement-chunks.ts';

/** The store within `database`, which may be a transaction. */
export function createFundingLinkStore(database: Kysely<Schema>): FundingLinkStore {
  return {
    async aboutOf(refs) {
      const found: KnownAbout[] = [];
      for (const chunk of inChunks(refs, 2)) {
        const keys = chunk.map(({ ecosystem, name }) => sql`(${ecosystem}, ${name})`);
        const { rows } = await sql<FundingAboutTable>`
          select * from funding_about where (ecosystem, name) in (values ${sql.join(keys)})`.execute(
          database,
        );
        found.push(...rows.map(aboutFromRow));
      }
      return found;
    },
    saveAbout: (about) =>
      insertRows(database, {
        table: 'funding_about',
        columns: ['ecosystem', 'name', 'stamp', 'known_since', 'repository', 'links'],
        rows: about.map(({ ref, stamp, knownSince, repository, links }) => [
          ref.ecosystem,
          ref.name,
          stamp,
          knownSince,
          repository ?? null,
          JSON.stringify(links),
        ]),
        key: ['ecosystem', 'name'],
      }),
  };
}

function aboutFromRow(row: FundingAboutTable): KnownAbout {
  return {
    ref: { ecosystem: row.ecosystem as Ecosystem, name: asPackageName(row.name) },
    stamp: row.stamp,
    knownSince: row.known_since,
    ...given('repository', row.repository),
    links: JSON.parse(row.links) as KnownAbout['links'],
  };
}
