// Which packages are frozen or woken, which accounts were recovered, and when accounts were used.

import type { Kysely } from 'kysely';

import type {
  AccountRecovery,
  ActivityStore,
  Freeze,
  FreezeStore,
  RecoveryStore,
  TakeoverStores,
  WakingStore,
} from '../identity/takeover/takeover-ports.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import type { PackageFreezeTable } from './schema-takeover.ts';
import type { Schema } from './schema.ts';

/** The stores within `database`, which may be a transaction. */
export function createTakeoverStores(database: Kysely<Schema>): TakeoverStores {
  return {
    freezes: createFreezeStore(database),
    recoveries: createRecoveryStore(database),
    activities: createActivityStore(database),
    wakings: createWakingStore(database),
  };
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

function createActivityStore(database: Kysely<Schema>): ActivityStore {
  return {
    async find(accountId) {
      const row = await database
        .selectFrom('account_activity')
        .selectAll()
        .where('account_id', '=', accountId)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const { seen_at: seenAt, gap_from: from, gap_ms: ms } = row;
      return { accountId, seenAt, ...(from === null || ms === null ? {} : { gap: { from, ms } }) };
    },
    async save({ accountId, seenAt, gap }) {
      const rest = { seen_at: seenAt, gap_from: gap?.from ?? null, gap_ms: gap?.ms ?? null };
      await database
        .insertInto('account_activity')
        .values({ account_id: accountId, ...rest })
        .onConflict((conflict) => conflict.column('account_id').doUpdateSet(rest))
        .execute();
    },
  };
}

function createWakingStore(database: Kysely<Schema>): WakingStore {
  return {
    async find(ref) {
      const row = await database
        .selectFrom('package_waking')
        .selectAll()
        .where('ecosystem', '=', ref.ecosystem)
        .where('name', '=', ref.name)
        .executeTakeFirst();
      return row === undefined ? undefined : { ...ref, at: row.asked_at, by: row.asked_by };
    },
    async save({ ecosystem, name, at, by }) {
      const rest = { asked_at: at, asked_by: by };
      await database
        .insertInto('package_waking')
        .values({ ecosystem, name, ...rest })
        .onConflict((conflict) => conflict.columns(['ecosystem', 'name']).doUpdateSet(rest))
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
