// Rows of evidence.

import { sql, type Kysely } from 'kysely';

import type { StatementStore } from '../evidence/ports.ts';
import type { Sha256 } from '../kernel/digest.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { Evidence, EvidenceKind } from '../kernel/evidence.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import { given } from '../kernel/given.ts';
import type { Schema, StatementTable } from './schema.ts';
import { inChunks } from './statement-chunks.ts';

const COLUMNS = [
  'id',
  'kind',
  'ecosystem',
  'name',
  'digest',
  'source',
  'observed_at',
  'confidence',
  'details',
  'expires_at',
  'withdrawn_at',
] as const satisfies readonly (keyof StatementTable)[];

/** The statement store within `database`, which may be a transaction. */
export function createStatementStore(database: Kysely<Schema>): StatementStore {
  return {
    async ofPackage({ ecosystem, name }, now) {
      const rows = await database
        .selectFrom('statement')
        .selectAll()
        .where('ecosystem', '=', ecosystem)
        .where('name', '=', name)
        .where('withdrawn_at', 'is', null)
        .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
        .orderBy('observed_at')
        .orderBy('id')
        .execute();
      return rows.map(fromRow);
    },
    append: (evidence) => appendStatements(database, evidence),
    async withdraw(id, at) {
      const { numUpdatedRows } = await database
        .updateTable('statement')
        .set({ withdrawn_at: at })
        .where('id', '=', id)
        .where('withdrawn_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async find(id) {
      const row = await database.selectFrom('statement').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : fromRow(row);
    },
    list: (query) => listStatements(database, query),
  };
}

/** Inserts; rows of the same ids move to the superseded ones first, so that what was known once stays known. */
async function appendStatements(database: Kysely<Schema>, evidence: readonly Evidence[]): Promise<void> {
  const rows = [...new Map(evidence.map((row) => [row.id, toRow(row)])).values()];
  for (const chunk of inChunks(rows, COLUMNS.length)) {
    const ids = chunk.map(({ id }) => id);
    const supersededAt = Math.max(...chunk.map(({ observed_at }) => observed_at));
    await database
      .insertInto('superseded_statement')
      .columns([...COLUMNS, 'superseded_at'])
      .expression((eb) =>
        eb
          .selectFrom('statement')
          .select(COLUMNS)
          .select(sql<number>`cast(${supersededAt} as bigint)`.as('superseded_at'))
          .where('id', 'in', ids),
      )
      .execute();
    await database.deleteFrom('statement').where('id', 'in', ids).execute();
    await database.insertInto('statement').values(chunk).execute();
  }
}

async function listStatements(
  database: Kysely<Schema>,
  { kind, after, limit }: { readonly kind: EvidenceKind; readonly after?: string; readonly limit: number },
): Promise<readonly Evidence[]> {
  let query = database
    .selectFrom('statement')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('observed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (after !== undefined) {
    query = query.where((eb) =>
      eb(
        eb.refTuple('observed_at', 'id'),
        '<',
        eb
          .selectFrom('statement')
          .select(['observed_at', 'id'])
          .where('id', '=', after)
          .$asTuple('observed_at', 'id'),
      ),
    );
  }
  return (await query.execute()).map(fromRow);
}

function toRow(evidence: Evidence): StatementTable {
  const { subject } = evidence;
  return {
    id: evidence.id,
    kind: evidence.kind,
    ecosystem: subject.ecosystem,
    name: subject.name,
    digest: subject.digest ?? null,
    source: evidence.source,
    observed_at: evidence.observedAt,
    confidence: evidence.confidence,
    details: JSON.stringify(evidence.details),
    expires_at: evidence.expiresAt ?? null,
    withdrawn_at: evidence.withdrawnAt ?? null,
  };
}

function fromRow(row: StatementTable): Evidence {
  return {
    id: row.id,
    kind: row.kind,
    subject: {
      ecosystem: row.ecosystem as Ecosystem,
      name: asPackageName(row.name),
      ...given('digest', row.digest as Sha256 | null),
    },
    source: row.source,
    observedAt: row.observed_at,
    confidence: row.confidence,
    details: JSON.parse(row.details) as unknown,
    ...given('expiresAt', row.expires_at),
    ...given('withdrawnAt', row.withdrawn_at),
  } as Evidence;
}
