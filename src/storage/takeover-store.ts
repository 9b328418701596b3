// Which packages are frozen.

import type { Kysely } from 'kysely';

import type { Freeze, FreezeStore, TakeoverStores } from '../identity/takeover/takeover-ports.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import type { PackageFreezeTable } from './schema-takeover.ts';
import type { Schema } from './schema.ts';

/** The stores within `database`, which may be a transaction. */
export function createTakeoverStores(database: Kysely<Schema>): TakeoverStores {
  return { freezes: createFreezeStore(database) };
}

function createFreezeStore(database: Kysely<Schema>): FreezeStore {
  return {
    async open({ ecosystem, name }) {
      const rows = await database
        .selectFrom('package_freeze')
        .selectAll()
        .where('ecosystem', '=', ecosystem)
        .where('name', '=', name)
        .where('ended_at', 'is', null)
        .orderBy('since')
        .orderBy('id')
        .execute();
      return rows.map(fromRow);
    },
    async save(freeze) {
      const { id, ...rest } = toRow(freeze);
      await database
        .insertInto('package_freeze')
        .values({ id, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute();
    },
  };
}

function toRow(freeze: Freeze): PackageFreezeTable {
  const { id, ecosystem, name, kind, reason, since, by, mismatch, ended } = freeze;
  return {
    id,
    ecosystem,
    name,
    kind,
    reason,
    since,
    frozen_by: by,
    publisher_id: mismatch?.publisherId ?? null,
    claim: mismatch?.claim ?? null,
    ended_at: ended?.at ?? null,
    ended_by: ended?.by ?? null,
  };
}

function fromRow(row: PackageFreezeTable): Freeze {
  const { id, reason, since, publisher_id: publisherId, claim, ended_at: at, ended_by: by } = row;
  return {
    id,
    ecosystem: row.ecosystem as Freeze['ecosystem'],
    name: asPackageName(row.name),
    kind: row.kind as Freeze['kind'],
    reason,
    since,
    by: row.frozen_by,
    ...(publisherId === null || claim === null ? {} : { mismatch: { publisherId, claim } }),
    ...(at === null || by === null ? {} : { ended: { at, by } }),
  };
}
