// The journal's rows.

import { sql, type Kysely, type Transaction } from 'kysely';

import { isAboutOwner, organisationsOf } from '../journal/about-organisations.ts';
import type { ChangeKind } from '../journal/changes.ts';
import type { Change, JournalEntry, JournalFilter, JournalReader } from '../journal/journal.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { DatabaseKind } from './database.ts';
import type { JournalTable, Schema } from './schema.ts';
import { inChunks } from './statement-chunks.ts';

/** The PostgreSQL channel on which servers hear of each other's entries. */
export const JOURNAL_CHANNEL = 'gatehouse_journal';

const COLUMNS = 7;
const ENTRY_COLUMNS = 2;

/** Writes changes as the newest entries. Sequences have no gaps, since transactions run one at a time. */
export async function appendChanges(
  trx: Transaction<Schema>,
  kind: DatabaseKind,
  changes: readonly Change[],
): Promise<void> {
  const first = (await readLastSequence(trx)) + 1;
  const rows = changes.map((change, index) => toRow(change, first + index));
  for (const chunk of inChunks(rows, COLUMNS)) await trx.insertInto('journal').values(chunk).execute();
  const entries: { organisation: string; sequence: number }[] = [];
  for (const [index, change] of changes.entries()) {
    const about = isAboutOwner(change) ? await readOwner(trx, change) : organisationsOf(change);
    for (const organisation of about) entries.push({ organisation, sequence: first + index });
  }
  for (const chunk of inChunks(entries, ENTRY_COLUMNS)) {
    await trx.insertInto('organisation_entry').values(chunk).execute();
  }
  if (kind === 'postgres') await sql`select pg_notify(${JOURNAL_CHANNEL}, '')`.execute(trx);
}

/** The organisation that owns the package now, as this unit of work leaves it. */
async function readOwner(trx: Transaction<Schema>, { ecosystem, name }: Change): Promise<readonly string[]> {
  const owner = await trx
    .selectFrom('owned_package')
    .innerJoin('organisation', 'organisation.id', 'owned_package.owner_id')
    .select('organisation.name')
    .where('owned_package.ecosystem', '=', ecosystem ?? '')
    .where('owned_package.name', '=', name ?? '')
    .where('owned_package.owner_kind', '=', 'organisation')
    .executeTakeFirst();
  return owner === undefined ? [] : [owner.name];
}

/** Reads the journal of `database`. */
export function createJournalReader(database: Kysely<Schema>): JournalReader {
  return {
    lastSequence: () => readLastSequence(database),
    readAfter: (sequence, limit, filter = {}) =>
      readPage(database, { order: 'asc', sequence, limit, filter }),
    readBefore: (sequence, limit, filter = {}) =>
      readPage(database, { order: 'desc', sequence, limit, filter }),
  };
}

interface Page {
  readonly order: 'asc' | 'desc';
  /** The entry that the page follows. */
  readonly sequence: number | undefined;
  readonly limit: number;
  readonly filter: JournalFilter;
}

async function readPage(database: Kysely<Schema>, page: Page): Promise<readonly JournalEntry[]> {
  const { kinds, name, organisation, actors } = page.filter;
  if (kinds?.length === 0) return [];
  if (organisation !== undefined) return await readEntriesAbout(database, page, organisation);
  // One query for each kind, or actor, reads a page of rows from the index; one for all would sort every row of them.
  if (actors !== undefined) {
    return await merged(page, [...new Set(actors)], (actor) => readRows(database, page, { kinds, actor }));
  }
  if (kinds === undefined || name !== undefined) return await readRows(database, page, { kinds });
  return await merged(page, [...new Set(kinds)], (kind) => readRows(database, page, { kinds: [kind] }));
}

async function merged<T>(
  { order, limit }: Page,
  of: readonly T[],
  read: (one: T) => Promise<readonly JournalEntry[]>,
): Promise<readonly JournalEntry[]> {
  const pages = await Promise.all(of.map(read));
  const sign = order === 'asc' ? 1 : -1;
  return pages
    .flat()
    .sort((a, b) => sign * (a.sequence - b.sequence))
    .slice(0, limit);
}

async function readRows(
  database: Kysely<Schema>,
  { order, sequence, limit, filter }: Page,
  { kinds, actor }: { readonly kinds: readonly ChangeKind[] | undefined; readonly actor?: string },
): Promise<readonly JournalEntry[]> {
  let query = database.selectFrom('journal').selectAll().orderBy('sequence', order).limit(limit);
  if (sequence !== undefined) query = query.where('sequence', order === 'asc' ? '>' : '<', sequence);
  if (kinds !== undefined) query = query.where('kind', 'in', kinds);
  if (actor !== undefined) query = query.where('actor', '=', actor);
  if (filter.ecosystem !== undefined) query = query.where('ecosystem', '=', filter.ecosystem);
  if (filter.name !== undefined) query = query.where('name', '=', filter.name);
  return (await query.execute()).map(fromRow);
}

/** From the index of what is about an organisation, in its order, however long the journal is. */
async function readEntriesAbout(
  database: Kysely<Schema>,
  { order, sequence, limit, filter }: Page,
  organisation: string,
): Promise<readonly JournalEntry[]> {
  const place = 'organisation_entry.sequence';
  let query = database
    .selectFrom('organisation_entry')
    .innerJoin('journal', 'journal.sequence', place)
    .selectAll('journal')
    .where('organisation_entry.organisation', '=', organisation)
    .orderBy(place, order)
    .limit(limit);
  if (sequence !== undefined) query = query.where(place, order === 'asc' ? '>' : '<', sequence);
  if (filter.kinds !== undefined) query = query.where('journal.kind', 'in', filter.kinds);
  if (filter.ecosystem !== undefined) query = query.where('journal.ecosystem', '=', filter.ecosystem);
  if (filter.name !== undefined) query = query.where('journal.name', '=', filter.name);
  return (await query.execute()).map(fromRow);
}

async function readLastSequence(database: Kysely<Schema>): Promise<number> {
  const newest = await database
    .selectFrom('journal')
    .select('sequence')
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return newest?.sequence ?? 0;
}

function toRow(change: Change, sequence: number): JournalTable {
  return {
    sequence,
    at: change.at,
    kind: change.kind,
    actor: change.actor,
    ecosystem: change.ecosystem ?? null,
    name: change.name ?? null,
    data: JSON.stringify(change.data),
  };
}

function fromRow(row: JournalTable): JournalEntry {
  return {
    sequence: row.sequence,
    at: row.at,
    kind: row.kind,
    actor: row.actor,
    ...(row.ecosystem === null ? {} : { ecosystem: row.ecosystem as Ecosystem }),
    ...(row.name === null ? {} : { name: asPackageName(row.name) }),
    data: JSON.parse(row.data) as unknown,
  } as JournalEntry;
}
