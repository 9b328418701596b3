// What applications make of findings: since when, until when, and what people say of them.

import { sql, type Kysely } from 'kysely';

import type { FindingStateStore, HeldState, Resolution } from '../inventory/findings/finding-ports.ts';
import { insertRows } from './bulk-write.ts';
import { given } from '../kernel/given.ts';
import type { Schema } from './schema.ts';
import type { FindingStateTable } from './schema-inventory.ts';
import { inChunks } from './statement-chunks.ts';

const KEY = ['application_id', 'component_id', 'record_id'] as const;
const COLUMNS = [
  ...KEY,
  'first_seen',
  'last_seen',
  'resolved_at',
  'resolved_why',
  'state',
  'reason',
  'author',
  'decided_at',
  'until_at',
  'due_at',
  'is_overdue',
  'urgency',
] as const satisfies readonly (keyof FindingStateTable)[];

/** The store of finding states within `database`, which may be a transaction. */
export function createFindingStateStore(database: Kysely<Schema>): FindingStateStore {
  return {
    async ofApplication(applicationId, componentIds) {
      const states = database
        .selectFrom('finding_state')
        .selectAll()
        .where('application_id', '=', applicationId)
        .orderBy('component_id')
        .orderBy('record_id');
      if (componentIds === undefined) return (await states.execute()).map(stateFromRow);
      const found: HeldState[] = [];
      for (const chunk of inChunks(componentIds, 1)) {
        const rows = await states.where('component_id', 'in', chunk).execute();
        for (const row of rows) found.push(stateFromRow(row));
      }
      return found;
    },
    async ofComponents(componentIds) {
      const found: HeldState[] = [];
      for (const chunk of inChunks(componentIds, 1)) {
        const rows = await database
          .selectFrom('finding_state')
          .selectAll()
          .where('component_id', 'in', chunk)
          .execute();
        for (const row of rows) found.push(stateFromRow(row));
      }
      return found;
    },
    save: (states) =>
      insertRows(database, { table: 'finding_state', columns: COLUMNS, rows: states.map(toRow), key: KEY }),
    ...clockQueries(database),
  };
}

function clockQueries(
  database: Kysely<Schema>,
): Pick<FindingStateStore, 'becomingOverdue' | 'noLongerAccepted'> {
  return {
    async becomingOverdue(now, limit) {
      const rows = await database
        .selectFrom('finding_state')
        .selectAll()
        .where('resolved_at', 'is', null)
        // Not as a parameter: the index holds for this value alone.
        .where('is_overdue', '=', sql.lit(0))
        .where('due_at', 'is not', null)
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .limit(limit)
        .execute();
      return rows.map(stateFromRow);
    },
    async noLongerAccepted(now, limit) {
      const rows = await database
        .selectFrom('finding_state')
        .selectAll()
        .where('until_at', 'is not', null)
        .where('until_at', '<=', now)
        .orderBy('until_at')
        .limit(limit)
        .execute();
      return rows.map(stateFromRow);
    },
  };
}

function toRow(state: HeldState): readonly (string | number | null)[] {
  return [
    state.applicationId,
    state.componentId,
    state.recordId,
    state.firstSeen,
    state.lastSeen,
    state.resolvedAt ?? null,
    state.resolvedWhy ?? null,
    state.state,
    state.reason ?? null,
    state.author ?? null,
    state.decidedAt ?? null,
    state.until ?? null,
    state.dueAt ?? null,
    state.isOverdue ? 1 : 0,
    state.urgency,
  ];
}

/** Also of rows that a join brought. */
export function stateFromRow(row: FindingStateTable): HeldState {
  return {
    applicationId: row.application_id,
    componentId: row.component_id,
    recordId: row.record_id,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    ...given('resolvedAt', row.resolved_at),
    ...(row.resolved_why === null ? {} : { resolvedWhy: row.resolved_why as Resolution }),
    state: row.state as HeldState['state'],
    ...given('reason', row.reason),
    ...given('author', row.author),
    ...given('decidedAt', row.decided_at),
    ...given('until', row.until_at),
    ...given('dueAt', row.due_at),
    isOverdue: row.is_overdue === 1,
    urgency: row.urgency,
  };
}
