// What policy kept out, or would have.

import { setImmediate as yieldToOthers } from 'node:timers/promises';

import { sql, type Kysely } from 'kysely';

import { hourOf } from '../exposure/decision-log.ts';
import type {
  CountedDecision,
  DecisionFilter,
  DecisionList,
  DecisionMode,
  DecisionRecord,
  DecisionStore,
  Tally,
} from '../exposure/decision-ports.ts';
import { shortenReader } from '../exposure/reader-name.ts';
import type { Instant } from '../kernel/clock.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import type { Action } from '../kernel/verdict.ts';
import { nameContains } from './name-contains.ts';
import type { DecisionTable, Schema } from './schema.ts';
import { inChunks } from './statement-chunks.ts';

const KEY = [
  'hour',
  'ecosystem',
  'name',
  'version',
  'rule',
  'mode',
  'reader',
  'client',
  'view_name',
] as const satisfies readonly (keyof DecisionTable)[];
const COLUMNS = KEY.length + 8;
const AGED_AT_ONCE = 500;
/** Rows that are looked through at once, and how often for one page. */
const WINDOW = 2_000;
const MAX_WINDOWS = 20;
/** Positions of one millisecond: they follow the clock, so that they grow even after every row was deleted. */
const POSITIONS_PER_MS = 1_000;

/** The decision store within `database`, which may be a transaction. */
export function createDecisionStore(database: Kysely<Schema>): DecisionStore {
  return {
    async add(decisions, now) {
      if (decisions.length === 0) return [];
      const first = await nextPosition(database, now);
      await upsert(
        database,
        decisions.map((decision, index) => toRow(decision, first + index)),
      );
      return readAfter(database, first - 1, decisions.length);
    },
    list: (filter, page) => listRows(database, filter, page),
    after: (position, limit) => readAfter(database, position, limit),
    addTallies: (tallies, at) => addTallies(database, tallies, hourOf(at)),
    tallies: (since) => readTallies(database, hourOf(since)),
    async age(shortenBefore, deleteBefore) {
      await deleteRows(database, deleteBefore);
      await shortenAddresses(database, shortenBefore);
    },
  };
}

async function nextPosition(database: Kysely<Schema>, now: Instant): Promise<number> {
  const newest = await database
    .selectFrom('decision')
    .select('position')
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
  return Math.max((newest?.position ?? 0) + 1, now * POSITIONS_PER_MS);
}

async function upsert(database: Kysely<Schema>, rows: readonly DecisionTable[]): Promise<void> {
  for (const chunk of inChunks(rows, COLUMNS)) {
    await database
      .insertInto('decision')
      .values(chunk)
      .onConflict((conflict) =>
        conflict.columns(KEY).doUpdateSet({
          position: sql`excluded.position`,
          action: sql`excluded.action`,
          summary: sql`excluded.summary`,
          count: sql`decision.count + excluded.count`,
          first_at: sql`case when excluded.first_at < decision.first_at then excluded.first_at else decision.first_at end`,
          last_at: sql`case when excluded.last_at > decision.last_at then excluded.last_at else decision.last_at end`,
        }),
      )
      .execute();
  }
}

async function readAfter(
  database: Kysely<Schema>,
  position: number,
  limit: number,
): Promise<readonly DecisionRecord[]> {
  const rows = await database
    .selectFrom('decision')
    .selectAll()
    .where('position', '>', position)
    .orderBy('position')
    .limit(limit)
    .execute();
  return rows.map(fromRow);
}

async function listRows(
  database: Kysely<Schema>,
  filter: DecisionFilter,
  { before, limit }: { readonly before?: number; readonly limit: number },
): Promise<DecisionList> {
  const records: DecisionRecord[] = [];
  let upTo = before ?? Number.MAX_SAFE_INTEGER;
  for (let window = 0; window < MAX_WINDOWS; window += 1) {
    const last = await lastOfWindow(database, upTo);
    if (last === undefined) return { records };
    const rows = await filtered(database, filter)
      .where('position', '<', upTo)
      .where('position', '>=', last)
      .orderBy('position', 'desc')
      .limit(limit - records.length)
      .execute();
    records.push(...rows.map(fromRow));
    const end = records.at(-1);
    if (records.length === limit && end !== undefined) return endOfPage(database, records, end.position);
    upTo = last;
    await yieldToOthers();
  }
  return { records, next: upTo };
}

/** A next page only where there is a row for it. */
async function endOfPage(
  database: Kysely<Schema>,
  records: readonly DecisionRecord[],
  position: number,
): Promise<DecisionList> {
  const hasMore = (await lastOfWindow(database, position)) !== undefined;
  return hasMore ? { records, next: position } : { records };
}

/** The lowest position among the next rows below `upTo`; undefined when there are none. */
async function lastOfWindow(database: Kysely<Schema>, upTo: number): Promise<number | undefined> {
  const { rows } = await sql<{ position: number | string | null }>`
    select min(position) as position from
    (select position from decision where position < ${upTo} order by position desc limit ${WINDOW}) as rows_below`.execute(
    database,
  );
  const position = rows[0]?.position ?? null;
  return position === null ? undefined : Number(position);
}

function filtered(database: Kysely<Schema>, { ecosystem, mode, rule, text }: DecisionFilter) {
  let query = database.selectFrom('decision').selectAll();
  if (ecosystem !== undefined) query = query.where('ecosystem', '=', ecosystem);
  if (mode !== undefined) query = query.where('mode', '=', mode);
  if (rule !== undefined) query = query.where('rule', '=', rule);
  if (text !== undefined && text !== '') query = query.where(nameContains(text));
  return query;
}

async function addTallies(database: Kysely<Schema>, tallies: readonly Tally[], hour: Instant): Promise<void> {
  for (const { mode, rule, action, count } of tallies) {
    await database
      .insertInto('decision_tally')
      .values({ hour, mode, rule, action, count })
      .onConflict((conflict) =>
        conflict
          .columns(['hour', 'mode', 'rule', 'action'])
          .doUpdateSet({ count: sql`decision_tally.count + excluded.count` }),
      )
      .execute();
  }
}

async function readTallies(database: Kysely<Schema>, hour: Instant): Promise<readonly Tally[]> {
  const rows = await database
    .selectFrom('decision_tally')
    .select(['mode', 'rule', 'action', ({ fn }) => fn.sum<number | string>('count').as('count')])
    .where('hour', '>=', hour)
    .groupBy(['mode', 'rule', 'action'])
    .orderBy('mode')
    .orderBy('rule')
    .orderBy('action')
    .execute();
  return rows.map(({ mode, rule, action, count }) => ({
    mode: mode as Tally['mode'],
    rule,
    action: action as Action,
    count: Number(count),
  }));
}

async function deleteRows(database: Kysely<Schema>, before: Instant): Promise<void> {
  await database.deleteFrom('decision_tally').where('hour', '<', hourOf(before)).execute();
  for (;;) {
    const { numDeletedRows } = await database
      .deleteFrom('decision')
      .where('position', 'in', (eb) =>
        eb.selectFrom('decision').select('position').where('last_at', '<', before).limit(AGED_AT_ONCE),
      )
      .executeTakeFirst();
    if (numDeletedRows < AGED_AT_ONCE) return;
    await yieldToOthers();
  }
}

/** Rows whose addresses become the same become one, which keeps the earlier one's id. */
async function shortenAddresses(database: Kysely<Schema>, before: Instant): Promise<void> {
  for (;;) {
    const rows = await database
      .selectFrom('decision')
      .selectAll()
      .where('is_whole_address', '=', 1)
      .where('last_at', '<', before)
      .orderBy('last_at')
      .limit(AGED_AT_ONCE)
      .execute();
    const positions = rows.map(({ position }) => position);
    if (positions.length > 0)
      await database.deleteFrom('decision').where('position', 'in', positions).execute();
    for (const row of rows) {
      await upsert(database, [{ ...row, reader: shortenReader(row.reader), is_whole_address: 0 }]);
    }
    if (rows.length < AGED_AT_ONCE) return;
    await yieldToOthers();
  }
}

function toRow(decision: CountedDecision, position: number): DecisionTable {
  const { ecosystem, name, version, rule, mode, reader, client, view, action, summary, count } = decision;
  return {
    position,
    id: position.toString(36),
    hour: hourOf(decision.firstAt),
    ecosystem,
    name,
    version,
    rule,
    mode,
    reader,
    client,
    view_name: view,
    action,
    summary,
    first_at: decision.firstAt,
    last_at: decision.lastAt,
    count,
    is_whole_address: shortenReader(reader) === reader ? 0 : 1,
  };
}

function fromRow(row: DecisionTable): DecisionRecord {
  return {
    id: row.id,
    position: row.position,
    ecosystem: row.ecosystem as Ecosystem,
    name: asPackageName(row.name),
    version: row.version,
    action: row.action as Action,
    mode: row.mode as DecisionMode,
    rule: row.rule,
    summary: row.summary,
    reader: row.reader,
    client: row.client,
    view: row.view_name,
    firstAt: row.first_at,
    lastAt: row.last_at,
    count: row.count,
  };
}
