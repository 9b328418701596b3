// VEX documents that people gave.

import type { Kysely } from 'kysely';

import type { VexDocument } from '../formats/vex/vex-statement.ts';
import type { KeptVex, VexStore, VexSummary } from '../inventory/vex/vex-ports.ts';
import { given } from '../kernel/given.ts';
import type { Schema } from './schema.ts';
import type { VexDocumentTable } from './schema-inventory.ts';

const SUMMARY = [
  'id',
  'document_id',
  'format',
  'version',
  'issued_at',
  'author',
  'statement_count',
  'unrecognised',
  'file',
  'sha256',
  'added_by',
  'added_at',
  'superseded_by',
  'withdrawn_at',
  'withdrawn_by',
  'withdrawn_reason',
] as const;

type SummaryRow = Pick<VexDocumentTable, (typeof SUMMARY)[number]>;

/** The store of VEX documents within `database`, which may be a transaction. */
export function createVexStore(database: Kysely<Schema>): VexStore {
  return { ...queries(database), ...changes(database) };
}

function queries(
  database: Kysely<Schema>,
): Pick<VexStore, 'inForce' | 'list' | 'changedAt' | 'find' | 'sourceOf'> {
  return {
    async inForce() {
      const rows = await database
        .selectFrom('vex_document')
        .select([...SUMMARY, 'statements'])
        .where('withdrawn_at', 'is', null)
        .where('superseded_by', 'is', null)
        .orderBy('added_at')
        .orderBy('id')
        .execute();
      return rows.map(keptFromRow);
    },
    async list({ after, limit }) {
      let query = database
        .selectFrom('vex_document')
        .select(SUMMARY)
        .orderBy('added_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit);
      if (after !== undefined) {
        query = query.where((eb) =>
          eb(
            eb.refTuple('added_at', 'id'),
            '<',
            eb
              .selectFrom('vex_document')
              .select(['added_at', 'id'])
              .where('id', '=', after)
              .$asTuple('added_at', 'id'),
          ),
        );
      }
      return (await query.execute()).map(summaryFromRow);
    },
    async changedAt() {
      const row = await database
        .selectFrom('vex_document')
        .select(({ fn }) => [fn.max('added_at').as('added'), fn.max('withdrawn_at').as('withdrawn')])
        .executeTakeFirst();
      const latest = Math.max(row?.added ?? 0, row?.withdrawn ?? 0);
      return latest === 0 ? undefined : latest;
    },
    async find(id) {
      const row = await database
        .selectFrom('vex_document')
        .select([...SUMMARY, 'statements'])
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? undefined : keptFromRow(row);
    },
    async sourceOf(id) {
      const row = await database
        .selectFrom('vex_document')
        .select('source')
        .where('id', '=', id)
        .executeTakeFirst();
      return row?.source;
    },
  };
}

function changes(database: Kysely<Schema>): Pick<VexStore, 'add' | 'supersede' | 'withdraw'> {
  return {
    async add({ id, document, file, sha256, addedBy, addedAt, supersededBy, withdrawn }, source) {
      await database
        .insertInto('vex_document')
        .values({
          id,
          document_id: document.id ?? null,
          format: document.format,
          version: document.version ?? null,
          issued_at: document.issuedAt ?? null,
          author: document.author,
          statements: JSON.stringify(document.statements),
          statement_count: document.statements.length,
          unrecognised: document.unrecognised,
          file,
          sha256,
          source,
          added_by: addedBy,
          added_at: addedAt,
          superseded_by: supersededBy ?? null,
          withdrawn_at: withdrawn?.at ?? null,
          withdrawn_by: withdrawn?.by ?? null,
          withdrawn_reason: withdrawn?.reason ?? null,
        })
        .execute();
    },
    supersede: (id, by) => end(database, id, { superseded_by: by }),
    withdraw: (id, { at, by, reason }) =>
      end(database, id, { withdrawn_at: at, withdrawn_by: by, withdrawn_reason: reason }),
  };
}

async function end(
  database: Kysely<Schema>,
  id: string,
  how:
    | Pick<VexDocumentTable, 'superseded_by'>
    | Pick<VexDocumentTable, 'withdrawn_at' | 'withdrawn_by' | 'withdrawn_reason'>,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('vex_document')
    .set(how)
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .where('superseded_by', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

function keptFromRow(row: SummaryRow & Pick<VexDocumentTable, 'statements'>): KeptVex {
  const { document, statementCount: _, ...rest } = summaryFromRow(row);
  const statements = JSON.parse(row.statements) as VexDocument['statements'];
  return { ...rest, document: { ...document, statements } };
}

function summaryFromRow(row: SummaryRow): VexSummary {
  return {
    id: row.id,
    file: row.file,
    sha256: row.sha256,
    addedBy: row.added_by,
    addedAt: row.added_at,
    ...given('supersededBy', row.superseded_by),
    ...(row.withdrawn_at === null
      ? {}
      : {
          withdrawn: {
            at: row.withdrawn_at,
            by: row.withdrawn_by ?? '',
            reason: row.withdrawn_reason ?? '',
          },
        }),
    document: {
      format: row.format,
      ...given('id', row.document_id),
      ...given('version', row.version),
      ...given('issuedAt', row.issued_at),
      author: row.author,
      unrecognised: row.unrecognised,
    },
    statementCount: row.statement_count,
  };
}
