// What was given, to whom, and what became of the entries.

import { sql, type Kysely } from 'kysely';

import type { Gift, GiftKind, GiftStore, GiftSum } from '../inventory/giving/giving-ports.ts';
import type { Instant } from '../kernel/clock.ts';
import { given } from '../kernel/given.ts';
import type { Money } from '../kernel/money.ts';
import type { Schema } from './schema.ts';
import type { GiftTable } from './schema-inventory.ts';
import { inChunks } from './statement-chunks.ts';

/** The store within `database`, which may be a transaction. */
export function createGiftStore(database: Kysely<Schema>): GiftStore {
  return { ...giftEntries(database), ...giftSums(database) };
}

function giftEntries(database: Kysely<Schema>): Pick<GiftStore, 'add' | 'find' | 'withdraw' | 'list'> {
  return {
    async add(gift) {
      await database.insertInto('gift').values(rowOfGift(gift)).execute();
    },
    async find(id) {
      const row = await database.selectFrom('gift').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : giftFromRow(row);
    },
    async withdraw(id, { at, by, reason }) {
      const { numUpdatedRows } = await database
        .updateTable('gift')
        .set({ withdrawn_at: at, withdrawn_by: by, withdrawn_reason: reason })
        .where('id', '=', id)
        .where('withdrawn_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async list({ after, limit, target }) {
      let query = database
        .selectFrom('gift')
        .selectAll()
        .orderBy('given_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit);
      if (target !== undefined) query = query.where('target', '=', target);
      if (after !== undefined) {
        const { givenAt, id } = after;
        query = query.where((eb) => eb(eb.refTuple('given_at', 'id'), '<', eb.tuple(givenAt, id)));
      }
      return (await query.execute()).map(giftFromRow);
    },
  };
}

interface SumRow {
  readonly line_key: string;
  readonly currency: string | null;
  readonly minor: number;
  readonly minutes: number;
  readonly gifts: number;
}

function giftSums(database: Kysely<Schema>): Pick<GiftStore, 'sumsOf' | 'total' | 'keysSince'> {
  const sums = sql`coalesce(sum(g.amount_minor), 0) as minor, coalesce(sum(g.minutes), 0) as minutes,
    count(*) as gifts`;
  return {
    async sumsOf(keys, since) {
      const rows: SumRow[] = [];
      for (const chunk of inChunks(keys, 1)) {
        const found = await sql<SumRow>`select t.line_key, g.currency, ${sums}
          from giving_target t join gift g on g.target = t.target
          where t.line_key in (${sql.join(chunk)}) and g.given_at >= ${since} and g.withdrawn_at is null
          group by t.line_key, g.currency order by t.line_key, g.currency`.execute(database);
        rows.push(...found.rows);
      }
      const byKey = Map.groupBy(rows, ({ line_key }) => line_key);
      return new Map([...byKey].map(([key, some]) => [key, addUp(some)]));
    },
    async total(since: Instant) {
      const { rows } = await sql<SumRow>`select '' as line_key, g.currency, ${sums} from gift g
        where g.given_at >= ${since} and g.withdrawn_at is null
        group by g.currency order by g.currency`.execute(database);
      return addUp(rows);
    },
    async keysSince(since, limit) {
      const { rows } = await sql<{ line_key: string }>`select distinct t.line_key
        from gift g join giving_target t on t.target = g.target
        where g.given_at >= ${since} and g.withdrawn_at is null
        order by t.line_key limit ${limit}`.execute(database);
      return rows.map(({ line_key }) => line_key);
    },
  };
}

function addUp(rows: readonly SumRow[]): GiftSum {
  return {
    money: rows.flatMap(({ currency, minor }): readonly Money[] =>
      currency === null ? [] : [{ minor, currency }],
    ),
    minutes: rows.reduce((sum, { minutes }) => sum + minutes, 0),
    gifts: rows.reduce((sum, { gifts }) => sum + gifts, 0),
  };
}

function rowOfGift(gift: Gift): GiftTable {
  return {
    id: gift.id,
    target: gift.target,
    kind: gift.kind,
    amount_minor: gift.money?.minor ?? null,
    currency: gift.money?.currency ?? null,
    minutes: gift.minutes ?? null,
    given_at: gift.givenAt,
    note: gift.note ?? null,
    evidence: gift.evidence ?? null,
    recorded_at: gift.recordedAt,
    recorded_by: gift.recordedBy,
    withdrawn_at: gift.withdrawn?.at ?? null,
    withdrawn_by: gift.withdrawn?.by ?? null,
    withdrawn_reason: gift.withdrawn?.reason ?? null,
  };
}

function giftFromRow(row: GiftTable): Gift {
  const { amount_minor: minor, currency } = row;
  return {
    id: row.id,
    target: row.target,
    kind: row.kind as GiftKind,
    ...(minor === null || currency === null ? {} : { money: { minor, currency } }),
    ...given('minutes', row.minutes),
    givenAt: row.given_at,
    ...given('note', row.note),
    ...given('evidence', row.evidence),
    recordedAt: row.recorded_at,
    recordedBy: row.recorded_by,
    ...(row.withdrawn_at === null
      ? {}
      : {
          withdrawn: {
            at: row.withdrawn_at,
            by: row.withdrawn_by ?? '',
            reason: row.withdrawn_reason ?? '',
          },
        }),
  };
}
