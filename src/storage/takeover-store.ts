// Which packages are frozen, and which accounts were recovered.

import type { Kysely } from 'kysely';

import type {
  AccountRecovery,
  Freeze,
  FreezeStore,
  RecoveryStore,
  TakeoverStores,
} from '../identity/takeover/takeover-ports.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import type { PackageFreezeTable } from './schema-takeover.ts';
import type { Schema } from './schema.ts';

/** The stores within `database`, which may be a transaction. */
export function createTakeoverStores(database: Kysely<Schema>): TakeoverStores {
  return { freezes: createFreezeStore(database), recoveries: createRecoveryStore(database) };
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

function createRecoveryStore(database: Kysely<Schema>): RecoveryStore {
  return {
    async last(accountId) {
      const row = await database
        .selectFrom('account_recovery')
        .selectAll()
        .where('account_id', '=', accountId)
        .orderBy('at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined
        ? undefined
        : { accountId, how: row.how as AccountRecovery['how'], at: row.at };
    },
    async add({ accountId, how, at }) {
      await database.insertInto('account_recovery').values({ account_id: accountId, how, at }).execute();
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
