// Whether applications' own code imports their components: each thing that is told once for each application, and of which components.

import type { Kysely } from 'kysely';

import type { ReachStore } from '../inventory/reach/reach-ports.ts';
import type { Reach } from '../inventory/reach/reach.ts';
import { insertRows } from './bulk-write.ts';
import type { Schema } from './schema.ts';
import { inChunks } from './statement-chunks.ts';

/** The store of what is told within `database`, which may be a transaction. */
export function createReachStore(database: Kysely<Schema>): ReachStore {
  return {
    async replace(applicationId, told) {
      for (const table of ['reach_words', 'component_reach'] as const) {
        await database.deleteFrom(table).where('application_id', '=', applicationId).execute();
      }
      await insertRows(database, {
        table: 'reach_words',
        columns: ['application_id', 'number', 'reach'],
        rows: told.map(({ reach }, number) => [applicationId, number, JSON.stringify(reach)]),
      });
      await insertRows(database, {
        table: 'component_reach',
        columns: ['application_id', 'component_id', 'number'],
        rows: told.flatMap(({ components }, number) => components.map((id) => [applicationId, id, number])),
      });
    },
    async of(applicationId, componentIds) {
      const found = new Map<number, Reach>();
      for (const chunk of inChunks(componentIds, 1)) {
        const rows = await database
          .selectFrom('component_reach as r')
          .innerJoin('reach_words as w', (join) =>
            join.onRef('w.application_id', '=', 'r.application_id').onRef('w.number', '=', 'r.number'),
          )
          .where('r.application_id', '=', applicationId)
          .where('r.component_id', 'in', chunk)
          .select(['r.component_id', 'w.reach'])
          .execute();
        for (const { component_id, reach } of rows) found.set(component_id, reachFromText(reach));
      }
      return found;
    },
  };
}

/** It was written here. */
export function reachFromText(text: string): Reach {
  return JSON.parse(text) as Reach;
}
