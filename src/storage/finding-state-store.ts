// Since when records are known against the components of applications.

import type { Kysely } from 'kysely';

import type { FindingStateStore } from '../inventory/ports.ts';
import { insertRows } from './bulk-write.ts';
import { given } from '../kernel/given.ts';
import type { Schema } from './schema.ts';

/** The store of finding states within `database`, which may be a transaction. */
export function createFindingStateStore(database: Kysely<Schema>): FindingStateStore {
  return {
    async ofApplication(applicationId) {
      const rows = await database
        .selectFrom('finding_state')
        .selectAll()
        .where('application_id', '=', applicationId)
        .orderBy('component_id')
        .orderBy('record_id')
        .execute();
      return rows.map((row) => ({
        componentId: row.component_id,
        recordId: row.record_id,
        firstSeen: row.first_seen,
        lastSeen: row.last_seen,
        ...given('resolvedAt', row.resolved_at),
      }));
    },
    save: (applicationId, states) =>
      insertRows(database, {
        table: 'finding_state',
        columns: ['application_id', 'component_id', 'record_id', 'first_seen', 'last_seen', 'resolved_at'],
        rows: states.map((state) => [
          applicationId,
          state.componentId,
          state.recordId,
          state.firstSeen,
          state.lastSeen,
          state.resolvedAt ?? null,
        ]),
        key: ['application_id', 'component_id', 'record_id'],
      }),
  };
}
