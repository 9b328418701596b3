// What is known against components, once for all applications.

import { sql, type Kysely } from 'kysely';

import type {
  FindingKey,
  FindingStore,
  KeptFinding,
  KnownExploited,
  Resolution,
} from '../inventory/findings/finding-ports.ts';
import type { Evidence } from '../kernel/evidence.ts';
import { forKeys, insertRows } from './bulk-write.ts';
import { given } from '../kernel/given.ts';
import type { Schema } from './schema.ts';
import type { FindingTable } from './schema-inventory.ts';
import { inChunks } from './statement-chunks.ts';

const KEY = ['component_id', 'record_id'] as const;
const COLUMNS = [
  ...KEY,
  'shown_id',
  'ids',
  'class',
  'severity',
  'score',
  'epss',
  'epss_percentile',
  'kev',
  'disclosed_at',
  'fixed_in',
  'fixed_at',
  'no_known_fix',
  'disputed',
  'first_seen',
  'gone_at',
  'gone_why',
  'evidence',
] as const satisfies readonly (keyof FindingTable)[];

/** The store of findings within `database`, which may be a transaction. */
export function createFindingStore(database: Kysely<Schema>): FindingStore {
  return {
    async ofComponents(ids) {
      const found: KeptFinding[] = [];
      for (const chunk of inChunks(
        [...ids].sort((a, b) => a - b),
        1,
      )) {
        const rows = await database
          .selectFrom('finding')
          .selectAll()
          .where('component_id', 'in', chunk)
          .orderBy('component_id')
          .orderBy('record_id')
          .execute();
        for (const row of rows) found.push(findingFromRow(row));
      }
      return found;
    },
    async page({ after, limit }) {
      let query = database
        .selectFrom('finding')
        .selectAll()
        .orderBy('component_id')
        .orderBy('record_id')
        .limit(limit);
      if (after !== undefined) {
        query = query.where(
          sql<boolean>`(component_id, record_id) > (${after.componentId}, ${after.recordId})`,
        );
      }
      return (await query.execute()).map(findingFromRow);
    },
    save: (findings) => saveFindings(database, findings),
    async withIds(ids) {
      const rows = await forKeys<{ readonly component_id: number; readonly record_id: string }>(
        database,
        (_, keys) => `select distinct component_id, record_id from finding_alias where id in (${keys})`,
        [],
        ids,
      );
      return rows.map(({ component_id, record_id }) => ({ componentId: component_id, recordId: record_id }));
    },
    async newestRevision() {
      const { rows } = await sql<{
        revision: number | null;
      }>`select max(revision) as revision from advisory_touch`.execute(database);
      return rows[0]?.revision ?? 0;
    },
  };
}

async function saveFindings(database: Kysely<Schema>, findings: readonly KeptFinding[]): Promise<void> {
  await insertRows(database, { table: 'finding', columns: COLUMNS, rows: findings.map(toRow), key: KEY });
  for (const chunk of inChunks(findings, 2)) {
    const keys = chunk.map(({ componentId, recordId }) => sql`(cast(${componentId} as bigint), ${recordId})`);
    // Ids that a record gave up are taken away with the others.
    await sql`delete from finding_alias where (component_id, record_id) in (values ${sql.join(keys)})`.execute(
      database,
    );
  }
  await insertRows(database, {
    table: 'finding_alias',
    columns: ['id', ...KEY],
    rows: findings.flatMap(({ componentId, recordId, ids }) =>
      [...new Set([recordId, ...ids])].map((id) => [id, componentId, recordId]),
    ),
  });
}

function toRow(finding: KeptFinding): readonly (string | number | null)[] {
  const { kev, evidence } = finding;
  return [
    finding.componentId,
    finding.recordId,
    finding.shownId,
    JSON.stringify(finding.ids),
    finding.class ?? '',
    finding.severity,
    finding.score ?? null,
    finding.epss ?? null,
    finding.epssPercentile ?? null,
    kev === undefined ? null : JSON.stringify(kev),
    finding.disclosedAt ?? null,
    finding.fixedIn ?? null,
    finding.fixedAt ?? null,
    finding.noKnownFix ? 1 : 0,
    finding.disputed ? 1 : 0,
    finding.firstSeen,
    finding.goneAt ?? null,
    finding.goneWhy ?? null,
    evidence === undefined ? null : JSON.stringify(evidence),
  ];
}

/** Also of rows that a join brought. */
export function findingFromRow(row: FindingTable): KeptFinding {
  const { class: sort, kev, evidence } = row;
  return {
    ...keyOf(row),
    shownId: row.shown_id,
    ids: JSON.parse(row.ids) as readonly string[],
    ...(sort === '' ? {} : { class: sort as NonNullable<KeptFinding['class']> }),
    severity: row.severity as KeptFinding['severity'],
    ...given('score', row.score),
    ...given('epss', row.epss),
    ...given('epssPercentile', row.epss_percentile),
    ...(kev === null ? {} : { kev: JSON.parse(kev) as KnownExploited }),
    ...given('disclosedAt', row.disclosed_at),
    ...given('fixedIn', row.fixed_in),
    ...given('fixedAt', row.fixed_at),
    noKnownFix: row.no_known_fix === 1,
    disputed: row.disputed === 1,
    firstSeen: row.first_seen,
    ...given('goneAt', row.gone_at),
    ...(row.gone_why === null ? {} : { goneWhy: row.gone_why as Resolution }),
    ...(evidence === null ? {} : { evidence: JSON.parse(evidence) as Evidence }),
  };
}

function keyOf({ component_id, record_id }: Pick<FindingTable, 'component_id' | 'record_id'>): FindingKey {
  return { componentId: component_id, recordId: record_id };
}
