// Artifacts that were kept.

import { sql, type Kysely } from 'kysely';

import type { Digests, Sha256 } from '../kernel/digest.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import { given } from '../kernel/given.ts';
import { HOSTED } from '../registry/hosted/hosted-ports.ts';
import type { ArtifactRecord, ArtifactStore } from '../registry/ports.ts';
import type { ArtifactTable, Schema } from './schema.ts';
import { inChunks } from './statement-chunks.ts';

/** The artifact store within `database`, which may be a transaction. */
export function createArtifactStore(database: Kysely<Schema>): ArtifactStore {
  return {
    async ofPackage({ ecosystem, name }) {
      const rows = await database
        .selectFrom('artifact')
        .selectAll()
        .where('ecosystem', '=', ecosystem)
        .where('name', '=', name)
        .orderBy('file')
        .execute();
      return rows.map(fromRow);
    },
    async save(record) {
      const { ecosystem, name, file, ...rest } = toRow(record);
      await database
        .insertInto('artifact')
        .values({ ecosystem, name, file, ...rest })
        .onConflict((conflict) => conflict.columns(['ecosystem', 'name', 'file']).doUpdateSet(rest))
        .execute();
    },
    async byDigest(sha256) {
      const rows = await database
        .selectFrom('artifact')
        .selectAll()
        .where('sha256', '=', sha256)
        .orderBy('ecosystem')
        .orderBy('name')
        .orderBy('file')
        .execute();
      return rows.map(fromRow);
    },
    async markAbsent(sha256) {
      await database.updateTable('artifact').set({ present: 0 }).where('sha256', '=', sha256).execute();
    },
    async leastRecentlyUsed(limit) {
      const rows = await database
        .selectFrom('artifact')
        .selectAll()
        .where('present', '=', 1)
        // Nobody else has what is published here.
        .where('upstream', '!=', HOSTED)
        .orderBy('used_at')
        .limit(limit)
        .execute();
      return rows.map(fromRow);
    },
    touch: (uses) => touchArtifacts(database, uses),
  };
}

async function touchArtifacts(
  database: Kysely<Schema>,
  uses: Parameters<ArtifactStore['touch']>[0],
): Promise<void> {
  const newest = new Map<string, number>();
  for (const { sha256, at } of uses) newest.set(sha256, Math.max(at, newest.get(sha256) ?? at));
  for (const chunk of inChunks([...newest], 2)) {
    // Both engines name the columns of `values` in this way, and PostgreSQL needs to be told the type.
    const rows = chunk.map(([sha256, at]) => sql`(${sha256}, cast(${at} as bigint))`);
    await sql`
      with use_of(sha256, at) as (values ${sql.join(rows)})
      update artifact set used_at = use_of.at from use_of
      where artifact.sha256 = use_of.sha256 and artifact.used_at < use_of.at`.execute(database);
  }
}

function toRow(record: ArtifactRecord): ArtifactTable {
  return {
    ecosystem: record.ecosystem,
    name: record.name,
    file: record.file,
    version: record.version,
    sha256: record.sha256,
    size_bytes: record.sizeBytes,
    digests: JSON.stringify(record.digests),
    upstream: record.upstream,
    url: record.url,
    last_modified: record.lastModified ?? null,
    stored_at: record.storedAt,
    present: record.present ? 1 : 0,
    used_at: record.storedAt,
  };
}

function fromRow(row: ArtifactTable): ArtifactRecord {
  return {
    ecosystem: row.ecosystem as Ecosystem,
    name: asPackageName(row.name),
    version: row.version,
    file: row.file,
    sha256: row.sha256 as Sha256,
    sizeBytes: row.size_bytes,
    digests: JSON.parse(row.digests) as Digests,
    upstream: row.upstream,
    url: row.url,
    ...given('lastModified', row.last_modified),
    storedAt: row.stored_at,
    present: row.present === 1,
  };
}
