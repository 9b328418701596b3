// Which blobs are named by a row: of an upstream document, of an artifact, of a deployment or of a staged version.

import type { Kysely } from 'kysely';

import type { Sha256 } from '../kernel/digest.ts';
import type { BlobNames } from '../registry/ports.ts';
import type { Schema } from './schema.ts';
import { openSqliteReader } from './sqlite-dialect.ts';
import { inChunks } from './statement-chunks.ts';

export function createBlobNames(database: Kysely<Schema>): BlobNames {
  return {
    async named(digests) {
      const found = new Set<Sha256>();
      for (const chunk of inChunks(digests, 4)) {
        const rows = await database
          .selectFrom('artifact')
          .select((eb) => eb.ref('sha256').$castTo<string | null>().as('sha256'))
          .where('sha256', 'in', chunk)
          .union(database.selectFrom('upstream_document').select('sha256').where('sha256', 'in', chunk))
          .union(database.selectFrom('deployment_file').select('sha256').where('sha256', 'in', chunk))
          .union(database.selectFrom('staged_file').select('sha256').where('sha256', 'in', chunk))
          .execute();
        for (const { sha256 } of rows) found.add(sha256 as Sha256);
      }
      return found;
    },
  };
}

/** Every blob that a row of the SQLite database at `path` names. Throws `storage-failed`. */
export function readBlobNames(path: string): ReadonlySet<Sha256> {
  const reader = openSqliteReader(path);
  try {
    const { rows } = reader.run<{ readonly sha256: Sha256 }>(
      'select sha256 from artifact union select sha256 from upstream_document where sha256 is not null union select sha256 from deployment_file union select sha256 from staged_file',
    );
    return new Set(rows.map(({ sha256 }) => sha256));
  } finally {
    reader.close();
  }
}
