// Upstream documents: their newest snapshots.

import { sql, type Kysely } from 'kysely';

import type { Sha256 } from '../kernel/digest.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { given } from '../kernel/given.ts';
import type { DocumentRecord, DocumentStore } from '../registry/ports.ts';
import type { Schema, UpstreamDocumentTable } from './schema.ts';

/** The document store within `database`, which may be a transaction. */
export function createDocumentStore(database: Kysely<Schema>): DocumentStore {
  return {
    async list({ ecosystem, upstream, name }) {
      const rows = await database
        .selectFrom('upstream_document')
        .selectAll()
        .where('ecosystem', '=', ecosystem)
        .where('upstream', '=', upstream)
        .where('name', '=', name)
        .orderBy('document_key')
        .execute();
      return rows.map(fromRow);
    },
    async save(record) {
      const { ecosystem, upstream, name, document_key, ...rest } = toRow(record);
      await database
        .insertInto('upstream_document')
        .values({ ecosystem, upstream, name, document_key, ...rest })
        .onConflict((conflict) =>
          conflict.columns(['ecosystem', 'upstream', 'name', 'document_key']).doUpdateSet(rest),
        )
        .execute();
    },
    async forgetAbsent(before, limit) {
      const key = sql.raw('ecosystem, upstream, name, document_key');
      const { rows } = await sql`delete from upstream_document where (${key}) in (
        select ${key} from upstream_document where sha256 is null and checked_at < ${before} limit ${limit}
      ) returning name`.execute(database);
      return rows.length;
    },
  };
}

function toRow(record: DocumentRecord): UpstreamDocumentTable {
  return {
    ecosystem: record.ecosystem,
    upstream: record.upstream,
    name: record.name,
    document_key: record.key,
    sha256: record.sha256 ?? null,
    size_bytes: record.sizeBytes,
    etag: record.etag ?? null,
    last_modified: record.lastModified ?? null,
    fetched_at: record.fetchedAt,
    checked_at: record.checkedAt,
    absent_since: record.absentSince ?? null,
  };
}

function fromRow(row: UpstreamDocumentTable): DocumentRecord {
  return {
    ecosystem: row.ecosystem as Ecosystem,
    upstream: row.upstream,
    name: row.name,
    key: row.document_key,
    ...given('sha256', row.sha256 as Sha256 | null),
    sizeBytes: row.size_bytes,
    ...given('etag', row.etag),
    ...given('lastModified', row.last_modified),
    fetchedAt: row.fetched_at,
    checkedAt: row.checked_at,
    ...given('absentSince', row.absent_since),
  };
}
