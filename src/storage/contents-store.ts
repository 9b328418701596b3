// What was found inside the files of versions that are published here.

import type { Kysely } from 'kysely';

import type { ContentsStore } from '../registry/contents/contents-ports.ts';
import type { ReleaseContents } from '../registry/contents/release-contents.ts';
import type { Schema } from './schema.ts';

/** The store within `database`, which may be a transaction. */
export function createContentsStore(database: Kysely<Schema>): ContentsStore {
  return {
    async find(ref, key) {
      const row = await database
        .selectFrom('hosted_contents')
        .select(['basis', 'contents'])
        .where('ecosystem', '=', ref.ecosystem)
        .where('name', '=', ref.name)
        .where('version_key', '=', key)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const contents = JSON.parse(row.contents) as ReleaseContents;
      return { ecosystem: ref.ecosystem, name: ref.name, key, basis: row.basis, contents };
    },
    async save({ ecosystem, name, key, basis, contents }) {
      const rest = { basis, contents: JSON.stringify(contents) };
      await database
        .insertInto('hosted_contents')
        .values({ ecosystem, name, version_key: key, ...rest })
        .onConflict((conflict) => conflict.columns(['ecosystem', 'name', 'version_key']).doUpdateSet(rest))
        .execute();
    },
  };
}
